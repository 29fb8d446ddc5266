#!/usr/bin/env bash
# Runs the array script of the README in a real Slurm on this machine, and
# compares the report with that of a single run. By hand, as root on Debian, in a
# container that may be thrown away: it installs slurm-wlm and munge, replaces
# /etc/slurm/slurm.conf, and starts the daemons.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
folder=$(mktemp -d)
trap 'echo "failed: line $LINENO of tests/slurm.sh"' ERR

cargo build --release --locked
if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends slurm-wlm munge
fi

host=$(hostname -s)
mkdir -p /etc/slurm "$folder/state" "$folder/spool" /run/munge /var/log/munge
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF

test -s /etc/munge/munge.key || dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 status=none
chown -R munge: /etc/munge /run/munge /var/log/munge
chmod 400 /etc/munge/munge.key
munge -n >/dev/null 2>&1 || runuser -u munge -- munged --pid-file=/run/munge/actlab.pid
slurmctld
slurmd
stop() {
    for daemon in slurmd slurmctld; do
        if [ -s "$folder/$daemon.pid" ]; then kill "$(cat "$folder/$daemon.pid")"; fi
    done
    if [ -s /run/munge/actlab.pid ]; then kill "$(cat /run/munge/actlab.pid)"; fi
}
trap stop EXIT

for _ in $(seq 60); do
    sinfo -h -o %t 2>/dev/null | grep -qx idle && break
    sleep 1
done
sinfo

# The script as the README prints it, with a small study.
cd "$folder"
awk '/^#!\/bin\/sh$/ { inside = 1 } /^```$/ { inside = 0 } inside' "$repository/README.md" >array.sh
grep -q '^#SBATCH --array=1-' array.sh
cat >mine.toml <<STUDY
activation = ["relu", "tanh", "gelu"]
depth = [4, 12]
width = [32, 64]
batch = 32
trials = 20
STUDY
export PATH="$repository/target/release:$PATH" CRITERION_HOME="$folder/none"
sbatch --wait --export=ALL array.sh
actlab merge reports/mine --out reports/mine >/dev/null
actlab study mine.toml --out single >/dev/null
for file in single/*; do
    case $file in
    *.journal) ;;
    *) cmp "$file" "reports/mine/$(basename "$file")" ;;
    esac
done
echo "the shards of a Slurm array make the report of a single run: $(ls -d reports/mine/shard-* | wc -l) shards"
