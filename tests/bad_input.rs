//! Malformed files and absurd plans: exit code 2, one message, no panic, and no
//! file left.

mod program;

use program::*;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Every file below `folder`, whatever it is.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Refused within seconds, and nothing written.
fn refuse(folder: &Path, arguments: &[&str]) -> String {
    let before = names(folder);
    let mut child = start(folder, arguments);
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = child.wait_with_output().unwrap();
    let message = refused(&output, &format!("{arguments:?}"));
    assert_eq!(names(folder), before, "{arguments:?}");
    // A message for a person, not the input once more.
    assert!(message.len() < 3000, "{arguments:?}: {message}");
    message
}

fn deep(open: &str, close: &str, depth: usize) -> String {
    format!("{}x{}", open.repeat(depth), close.repeat(depth))
}

/// Each is all of a specification.
fn specifications() -> Vec<Vec<u8>> {
    let mut texts: Vec<String> = [
        "depth",
        "depth =",
        "depth = 3",
        "depth = [1,",
        "depth = [1.5]",
        "depth = [-1]",
        "depth = [0]",
        "depth = [1, 1]",
        "depth = [true]",
        "depth = [[1]]",
        "depth = {a = 1}",
        "depth = 1979-05-27",
        "depth = [1e3]",
        "depth = [4294967296]",
        "depth = [9223372036854775807]",
        "depth = [9223372036854775808]",
        "depth = [1]\ndepth = [2]",
        "depth = [1_000_000_000]",
        "depth = [1000000000]\nwidth = [1]\nbatch = 1\nactivation = [\"relu\"]",
        "width = [1000000]",
        "width = [0xFFFFFFFFF]",
        "width = []",
        "batch = 0",
        "batch = \"many\"",
        "batch = 4000000000\nwidth = [4000000000]",
        "trials = 1",
        "trials = -5",
        "trials = 1e12",
        "trials = 4294967296",
        "trials = 1000000000000",
        "trials = 4000000000\nwidth = [1]\nbatch = 1\ndepth = [1]",
        "trials = 4000000000\nwidth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nbatch = 1\ndepth = [1]\n\
         input = [\"normal\", \"uniform\", \"low_rank(1)\", \"low_rank(2)\", \"low_rank(3)\"]\n\
         weights = [\"he\", \"glorot\", \"gaussian(1)\", \"gaussian(2)\", \"gaussian(3)\"]",
        "seed = -1",
        "seed = 1.0",
        "seed = 99999999999999999999999",
        "seed = \"lucky\"",
        "tau = 0",
        "tau = -0.0",
        "tau = nan",
        "tau = inf",
        "tau = 1e999",
        "tau = \"0.01\"",
        "confidence = 0.0",
        "confidence = 1.0",
        "confidence = 95",
        "confidence = nan",
        "name = \"\"",
        "name = \"../outside\"",
        "name = \"/etc/outside\"",
        "name = \"..\"",
        "name = \".hidden\"",
        "name = \"a/b\"",
        "name = \"a\\\\b\"",
        "name = \"a\\u0000b\"",
        "name = \"nul\\nline\"",
        "name = 3",
        "name = [\"a\"]",
        "activation = \"relu\"",
        "activation = [relu]",
        "activation = [1]",
        "activation = [\"\"]",
        "activation = [\" \"]",
        "activation = [\"relu\", \"relu\"]",
        "activation = [\"relu(\"]",
        "activation = [\"relu)\"]",
        "activation = [\"relu(1, 2, 3)\"]",
        "activation = [\"leaky_relu(nan)\"]",
        "activation = [\"leaky_relu(slope=)\"]",
        "activation = [\"leaky_relu(incline=1)\"]",
        "activation = [\"elu(1e400)\"]",
        "activation = [\"x +\"]",
        "activation = [\"x ** 2\"]",
        "activation = [\"y\"]",
        "activation = [\"1/0\"]",
        "activation = [\"f(x)\"]",
        "activation = [\"where(x, 1)\"]",
        "activation = [\"mine(: x\"]",
        "activation = [\"mine(a=1): \"]",
        "activation = [\"leaky_relu@nowhere\"]",
        "activation = [\"\\u202Erelu\"]",
        "activation = [\"\u{1F4A9}\"]",
        "input = [\"normal(0)\", \"normal(0, -1)\"]",
        "input = [\"normal(0, 1, 2)\"]",
        "input = [\"student_t(0)\"]",
        "input = [\"low_rank(0)\"]",
        "input = [\"low_rank(1.5)\"]",
        "input = [\"low_rank(1e300)\"]",
        "input = [\"csv()\"]",
        "input = [\"csv(nowhere.csv)\"]",
        "input = [\"csv(nowhere.csv, standardize)\"]",
        "input = [\"../../nowhere.csv\"]",
        "input = [\"/dev/zero.csv\"]",
        "input = [\"csv(/dev/zero)\"]",
        "input = [\"csv(/dev/stdin)\"]",
        "input = [\"csv(.)\"]",
        "weights = [\"gaussian(-1)\"]",
        "weights = [\"gaussian(inf)\"]",
        "weights = [\"gaussian(1, 2, 3)\"]",
        "weights = [\"torch_gain\"]\nactivation = [\"mish\"]",
        "format = [\"f99\"]",
        "format = [\"f16(3)\"]",
        "format = [16]",
        "format = [\"e0m7\"]",
        "format = [\"nvfp4\"]",
        "format = [\"f16*0\"]",
        "format = [\"f16*2^9999\"]",
        "format = [\"f16*auto\"]",
        "format = [\"mixed(forward=f16\"]",
        "format = [\"mixed()\"]",
        "format = [\"mixed(forward=f64, gradient=f16)\"]",
        "format = [\"f16*2^3\"]\nloss_scale = [\"2^4\"]",
        "loss_scale = [1000]",
        "loss_scale = [[2]]",
        "loss_scale = [\"0\"]",
        "loss_scale = [\"inf\"]",
        "loss_scale = [\"3\"]",
        "loss_scale = []",
        "width = [40]\nformat = [\"mxfp4\"]\nmetric = [\"noise_to_signal\"]",
        "lost = 0",
        "lost = 1.5",
        "noise = -1.0",
        "underflow = nan",
        "vanished = \"a\"",
        "learning_rate = inf",
        "colour = \"red\"",
        "[study]\ndepth = [1]",
        "[[depth]]",
        "made_by = 3",
        "depth = [1]\n\"depth\" = [2]",
        "depth.a = 1",
        "= 3",
        "[",
        "]",
        "\"",
        "'''",
        "\"\"\"",
        "\u{0}",
        "#!/bin/sh\necho",
        "{\"depth\": [1]}",
        "depth: [1]",
        "<study/>",
    ]
    .map(String::from)
    .to_vec();
    for depth in [100, 10_000, 100_000] {
        texts.push(format!("depth = {}", deep("[", "]", depth)));
        texts.push(format!("depth = {}", deep("{a=", "}", depth)));
        texts.push(format!("activation = [\"{}\"]", deep("(", ")", 4 * depth)));
        texts.push(format!(
            "activation = [\"{}\"]",
            deep("tanh(", ")", 4 * depth)
        ));
        texts.push(format!("activation = [\"{}x\"]", "-".repeat(5 * depth)));
        texts.push(format!("activation = [\"{}x\"]", "x^".repeat(5 * depth)));
        texts.push(format!("a{} = 1", ".a".repeat(depth)));
        texts.push(format!("[{}]", deep("[", "]", depth)));
        texts.push(format!("seed = 1{}", "0".repeat(depth)));
        texts.push(format!("name = \"{}/\"", "n".repeat(depth)));
        texts.push(format!("weights = [\"gaussian({}\"]", "1,".repeat(depth)));
    }
    let mut files: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    files.extend([
        b"\xff\xfe".to_vec(),
        b"name = \"\xc3\x28\"".to_vec(),
        b"# \xed\xa0\x80\ndepth = [1]".to_vec(),
        b"\xef\xbb\xbf\xef\xbb\xbfdepth = [1]".to_vec(),
        "depth = [1]"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
        b"depth = [1]\r trials = 3".to_vec(),
        vec![0; 4096],
        vec![b'#'; (1 << 20) + 1],
        b"\x1f\x8b\x08\x00".to_vec(),
        b"\x89PNG\r\n\x1a\n".to_vec(),
    ]);
    files
}

#[test]
fn malformed_specifications() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let files = specifications();
    assert!(files.len() >= 150, "{}", files.len());
    for bytes in files {
        fs::write(folder.join("s.toml"), &bytes).unwrap();
        let message = refuse(folder, &["study", "s.toml"]);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(message.starts_with("actlab: "), "{shown}: {message}");
    }
}

/// Valid specifications with bytes changed, taken out, doubled or put in: each is
/// read, or refused with one message.
#[test]
fn mutated_specifications() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let good = "name = \"a-b\"\nseed = 7\ntrials = 3\nactivation = [\"relu\", \"elu(alpha=0.5)\", \
                \"f(b=2): x * tanh(b * x)\"]\ndepth = [1, 2]\nwidth = [8]\nbatch = 4\ninput = \
                [\"normal(0, 1)\"]\nweights = [\"he\", \"gaussian(1.5, 0.1)\"]\nformat = [\"f16\"]\n\
                tau = 0.01\nconfidence = 0.95\n";
    let pieces = [
        "[", "]", "\"", "(", ")", "=", "\n", "-", "1e9", "\u{fffd}", "0", ".", ",", "x",
    ];
    let mut random = Random::new(11);
    let mut bad = 0;
    for case in 0..150 {
        let mut bytes = good.as_bytes().to_vec();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len());
            let end = bytes.len().min(at + 1 + random.below(12));
            match random.below(5) {
                0 => bytes[at] = random.below(256) as u8,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(at..at, copy);
                }
                3 => bytes[at] ^= 1 << random.below(8),
                _ => {
                    let piece = pieces[random.below(pieces.len())];
                    bytes.splice(at..at, piece.bytes());
                }
            }
        }
        fs::write(folder.join("s.toml"), &bytes).unwrap();
        let output = actlab(folder, &["study", "s.toml", "--print-spec"]);
        if !output.status.success() {
            bad += 1;
            refused(
                &output,
                &format!("case {case}: {}", String::from_utf8_lossy(&bytes)),
            );
        }
        assert_eq!(names(folder), ["s.toml"]);
    }
    assert!(bad > 75, "{bad}");
}

#[test]
fn malformed_tables_of_inputs() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut files: Vec<Vec<u8>> = [
        "",
        "\n\n\n",
        "a,b\n",
        "a,b\n1\n",
        "1,2\n3\n",
        "1,2\n3,4,5\n",
        "1,2\n3,\n",
        "1,2\n,\n",
        "1,2\n3,x\n",
        "1,2\n3,nan\n",
        "1,2\n3,inf\n",
        "1,2\n3,-Infinity\n",
        "1,2\n3,1e39\n",
        "1,2\n3,1e400\n",
        "1;2\n3;4\n",
        "1,2\n\"3,4\n",
        "1,2\n3,0x10\n",
        "1,2\n3,1_000\n",
        "1,2\n3,1 000\n",
        "1,2\n3,--4\n",
        "1,2\n3,٣\n",
        "1\u{0}2\n",
        "{\"a\": 1}\n[1, 2]\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    files.extend([
        b"1,2\n3,\xff\n".to_vec(),
        b"\xff\xfe1\x00,\x002\x00\n\x00".to_vec(),
        b"\xfe\xff\x001\x00,\x002\x00\n".to_vec(),
        vec![0; 5000],
        vec![b','; 5000],
        vec![b'"'; 5001],
        b"\x89PNG\r\n\x1a\n,\n1,2".to_vec(),
    ]);
    for bytes in &files {
        fs::write(folder.join("x.csv"), bytes).unwrap();
        let message = refuse(folder, &["study", "--input", "x.csv", "--quick"]);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(message.contains("x.csv: "), "{shown}: {message}");
    }
    for (text, part) in [
        ("\u{feff}a,y\n1,cat\n2,\n3,dog\n", "line 3: column 2"),
        ("a,y,y\n1,2,3\n", "columns 2 and 3"),
        ("a;y\n1;2\n", "x.csv"),
    ] {
        fs::write(folder.join("x.csv"), text).unwrap();
        let message = refuse(folder, &["train", "--task", "csv(x.csv, target=y)"]);
        assert!(message.contains(part), "{text}: {message}");
    }
    fs::write(folder.join("x.csv"), "1,2\n1,3\n").unwrap();
    let constant = ["study", "--input", "csv(x.csv, standardise)"];
    assert!(refuse(folder, &constant).contains("x.csv"));
}

/// Tables of a report that were edited, cut off or filled with noise.
#[test]
fn malformed_tables_of_a_report() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let small = "study --quick --activation relu --depth 2 --width 4 --batch 4 --out r";
    succeed(folder, &small.split(' ').collect::<Vec<_>>());
    let files = ["layers.csv", "summary.csv", "study.toml"];
    let good = files.map(|file| fs::read(folder.join("r").join(file)).unwrap());
    let mut random = Random::new(13);
    let mut bad = 0;
    for case in 0..90 {
        let which = case % files.len();
        let mut bytes = good[which].clone();
        // The first lines decide most.
        let at = random.below(if case % 2 == 0 { 200 } else { bytes.len() });
        match random.below(4) {
            0 => bytes.truncate(at),
            1 => bytes[at] = b"\0\"\n,x-9"[random.below(7)],
            2 => drop(bytes.splice(at..at, "1e999,,\"".bytes())),
            _ => bytes
                .iter_mut()
                .skip(at)
                .take(30)
                .for_each(|b| *b = random.below(256) as u8),
        }
        let path = folder.join("r").join(files[which]);
        fs::write(&path, &bytes).unwrap();
        let output = actlab(folder, &["report", "r"]);
        if !output.status.success() {
            bad += 1;
            let message = refused(&output, &format!("case {case}"));
            assert!(message.contains(files[which]), "case {case}: {message}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        fs::write(&path, &good[which]).unwrap();
    }
    assert!(bad > 45, "{bad}");
}

/// What is no file, in every place where one is read.
#[cfg(unix)]
#[test]
fn things_that_are_no_files() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let made = "mkdir folder.toml folder.csv loop; mkfifo pipe.toml pipe.csv; \
                ln -s loop.toml loop.toml; ln -s loop.csv loop.csv; ln -s loop loop/loop; \
                ln -s nowhere.toml dangling.toml; ln -s nowhere.csv dangling.csv; \
                ln -s self self";
    assert!(shell(folder, made).status.success());
    for kind in ["folder", "pipe", "loop", "dangling"] {
        let spec = format!("{kind}.toml");
        assert!(refuse(folder, &["study", &spec]).contains(&spec));
        let table = format!("{kind}.csv");
        assert!(refuse(folder, &["study", "--input", &table]).contains(&table));
    }
    for path in [
        "/dev/zero",
        "/dev/stdin",
        "../",
        "/proc/self/mem",
        "self/x.toml",
    ] {
        refuse(folder, &["study", path]);
        refuse(folder, &["report", path]);
        refuse(folder, &["merge", path, "--out", "out"]);
    }
    refuse(folder, &["report", "self"]);
    refuse(folder, &["report", "pipe.toml"]);
    refuse(folder, &["study", "--quick", "--out", "self"]);
    refuse(folder, &["study", "--quick", "--out", "pipe.toml"]);
    refuse(
        folder,
        &["study", "--quick", "--out", "dangling.toml/below"],
    );
    refuse(
        folder,
        &["study", "--quick", "--shard", "1/2", "--out", "pipe.csv"],
    );
}

/// What is no file is not replaced by one.
#[cfg(unix)]
#[test]
fn things_that_are_no_files_stay() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let made = "mkdir folder report; mkfifo pipe report/summary.csv; ln -s nowhere dangling; \
                touch locked; chmod 444 locked";
    assert!(shell(folder, made).status.success());
    for path in ["folder", "pipe", "dangling", "locked", ""] {
        let of = |arguments: &[&str]| {
            let message = refuse(folder, &[arguments, &[path]].concat());
            assert!(message.contains(path), "{path}: {message}");
        };
        of(&["plot", "relu", "--out"]);
        of(&["show", "relu", "--png"]);
        of(&["accuracy", "relu", "--every", "100003", "--out"]);
        of(&["advise", "--table"]);
    }
    refuse(folder, &["study", "--quick", "--out", "report"]);
    let stays = "test -p pipe && test -L dangling && \
                 test -p report/summary.csv && ! test -s locked";
    assert!(shell(folder, stays).status.success());
}

/// Plans beyond any machine say how large they are.
#[test]
fn plans_that_are_too_large() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    for (arguments, part) in [
        ("--depth 1000000000", "memory"),
        ("--width 4294967295", "memory"),
        ("--batch 4294967295 --width 65536", "memory"),
        ("--trials 4294967295", "conditions x 4294967295 trials"),
        (
            "--trials 4294967295 --width 1,2,3 --depth 1 --batch 1 --shard 1/1000000",
            "trials",
        ),
        ("--trials 100000000 --quick", "journal of"),
    ] {
        let arguments: Vec<&str> = ["study"].into_iter().chain(arguments.split(' ')).collect();
        let message = refuse(folder, &arguments);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}

/// A reader that has gone away is no mistake of the person's.
#[test]
fn a_closed_standard_output_is_survived() {
    let folder = TempDir::new().unwrap();
    let mut child = command(folder.path(), &["list", "activations"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}
