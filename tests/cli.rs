//! The program as a person meets it: what it writes, what it says, and that
//! every mistake gets one message, exit code 2 and no file.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Runs actlab in `folder`, where it finds no benchmark results.
fn actlab(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_actlab"))
        .args(arguments)
        .current_dir(folder)
        .env("CRITERION_HOME", folder.join("no-criterion"))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SMALL: [&str; 10] = [
    "study",
    "--quick",
    "--activation",
    "relu,tanh",
    "--depth",
    "1,3",
    "--width",
    "8",
    "--batch",
    "4",
];

fn small(folder: &Path, more: &[&str]) -> Output {
    let output = actlab(folder, &[&SMALL[..], more].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

#[test]
fn a_study_writes_a_whole_report() {
    let folder = TempDir::new().unwrap();
    let output = small(folder.path(), &[]);
    let report = folder.path().join("reports/depth");
    let stdout = text(&output.stdout);
    for file in [
        "study.toml",
        "layers.csv",
        "summary.csv",
        "gradient_by_layer.png",
        "depth.png",
        "heatmap.png",
        "underflow.png",
    ] {
        assert!(report.join(file).is_file(), "{file}");
        assert!(stdout.contains(&format!("reports/depth/{file}")), "{file}");
    }
    assert!(stdout.contains("gradient ratio by depth"));
    assert!(stdout.starts_with("\nVerdict, he weights, normal input, width 8, depth 3"));
    assert!(stdout.contains("No throughput yet"));
    let layers = fs::read_to_string(report.join("layers.csv")).unwrap();
    assert!(layers.starts_with(
        "activation,input,weights,architecture,width,depth,format,layer,metric,mean,low,high,geometric_mean,trials,theory,geometric_low,geometric_high\n"
    ));
    let summary = fs::read_to_string(report.join("summary.csv")).unwrap();
    assert!(summary.starts_with(
        "activation,input,weights,architecture,width,depth,format,metric,mean,low,high,geometric_mean,trials,theory,geometric_low,geometric_high,p_holm\n"
    ));
    assert!(!layers.contains("NaN") && !layers.contains("inf"));
    let spec = fs::read_to_string(report.join("study.toml")).unwrap();
    for key in ["seed = 1", "tau = 0.01", "[made_by]", "instruction_set"] {
        assert!(spec.contains(key), "{key}");
    }
}

/// The same bytes for any number of threads, and from the specification that
/// a report carries.
#[test]
fn the_same_bytes_always() {
    let folder = TempDir::new().unwrap();
    small(folder.path(), &["--out", "one", "--threads", "1"]);
    small(folder.path(), &["--out", "two", "--threads", "2"]);
    let again = ["study", "one/study.toml", "--out", "three"];
    assert!(actlab(folder.path(), &again).status.success());
    for file in ["layers.csv", "summary.csv", "depth.png", "heatmap.png"] {
        let bytes = |report: &str| fs::read(folder.path().join(report).join(file)).unwrap();
        assert_eq!(bytes("one"), bytes("two"), "{file}");
        assert_eq!(bytes("one"), bytes("three"), "{file}");
    }
    small(folder.path(), &["--out", "seed", "--seed", "2"]);
    let layers = |report: &str| fs::read(folder.path().join(report).join("layers.csv")).unwrap();
    assert_ne!(layers("one"), layers("seed"));
}

/// A report is rebuilt from its CSV files; charts that no longer apply go,
/// other files stay.
#[test]
fn a_report_is_rebuilt() {
    let folder = TempDir::new().unwrap();
    small(folder.path(), &["--out", "r"]);
    let report = folder.path().join("r");
    let chart = fs::read(report.join("heatmap.png")).unwrap();
    fs::remove_file(report.join("heatmap.png")).unwrap();
    let nowhere = actlab(folder.path(), &["report", "r", "--criterion", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(text(&nowhere.stderr).contains("there is no folder nowhere"));
    fs::write(report.join("depth_7.png"), "stale").unwrap();
    fs::write(report.join("mine.png"), "mine").unwrap();
    let output = actlab(folder.path(), &["report", "r"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(fs::read(report.join("heatmap.png")).unwrap(), chart);
    assert!(text(&output.stdout).starts_with("\nVerdict, he weights"));
    assert!(!report.join("depth_7.png").exists());
    assert!(report.join("mine.png").exists());
}

#[test]
fn printed_specifications_read_back() {
    let folder = TempDir::new().unwrap();
    for study in ["depth", "input", "precision"] {
        let printed = actlab(folder.path(), &["study", study, "--print-spec"]).stdout;
        fs::write(folder.path().join("s.toml"), &printed).unwrap();
        let again = actlab(folder.path(), &["study", "s.toml", "--print-spec"]).stdout;
        assert_eq!(text(&printed), text(&again));
    }
    assert!(!folder.path().join("reports").exists());
}

#[test]
fn commas_in_parentheses_belong_to_the_name() {
    let folder = TempDir::new().unwrap();
    let output = actlab(
        folder.path(),
        &[
            "study",
            "--input",
            "normal(0, 2),uniform",
            "--weights",
            "gaussian(1.5, 0.1)",
            "--print-spec",
        ],
    );
    let spec = text(&output.stdout);
    assert!(
        spec.contains(r#"input = ["normal(0, 2)", "uniform"]"#),
        "{spec}"
    );
    assert!(
        spec.contains(r#"weights = ["gaussian(1.5, 0.1)"]"#),
        "{spec}"
    );
}

/// The figures of Poole et al. 2016 for tanh, and charts where asked for.
#[test]
fn theory_is_printed_and_drawn() {
    let folder = TempDir::new().unwrap();
    let scales = ["--sigma-w", "1.3", "--sigma-b", "0.3"];
    let card = actlab(folder.path(), &[&["theory", "tanh"][..], &scales].concat());
    let card = text(&card.stdout);
    for figure in [
        "q* = 0.607047",
        "V' = 0.473516",
        "xi_q = 1.33767",
        "ordered",
    ] {
        assert!(card.contains(figure), "{figure}:\n{card}");
    }
    let drawn = actlab(folder.path(), &["theory", "relu", "--out", "charts"]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    for chart in ["phase.png", "maps.png"] {
        let png = fs::read(folder.path().join("charts").join(chart)).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
    }
    for (mistake, mend) in [
        (["theory", "1/x", "--depth=5"], "is no number"),
        (["theory", "tanh", "--sigma-w=-1"], "take a number from"),
        (["theory", "tanh", "--sigma-b=inf"], "take a number from"),
    ] {
        let output = actlab(folder.path(), &mistake);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).contains(mend),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn lists_plots_and_completions() {
    let folder = TempDir::new().unwrap();
    let list = text(&actlab(folder.path(), &["list"]).stdout);
    for name in [
        "leaky_relu(slope=0.01)",
        "skew_normal",
        "unit_variance",
        "e4m3",
        "precision",
    ] {
        assert!(list.contains(name), "{name}");
    }
    let plot = actlab(folder.path(), &["plot", "relu", "gelu", "--out", "p.png"]);
    assert!(plot.status.success(), "{}", text(&plot.stderr));
    let png = fs::read(folder.path().join("p.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = actlab(folder.path(), &["completions", shell]).stdout;
        assert!(text(&script).contains("actlab"), "{shell}");
    }
}

/// A data set of the user's is an input, standardised or not.
#[test]
fn rows_of_a_file_are_inputs() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.csv"), "a,b,c\n1,2,3\n4,5,7\n-1,0,2\n").unwrap();
    small(
        folder.path(),
        &["--input", "x.csv,csv(x.csv, standardise)", "--out", "r"],
    );
    let summary = fs::read_to_string(folder.path().join("r/summary.csv")).unwrap();
    assert!(summary.contains("relu,csv(x.csv),he"));
    assert!(summary.contains(r#"relu,"csv(x.csv, standardise)",he"#));
}

#[test]
fn every_mistake_gets_one_message() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    file("key.toml", b"trials = 3\ncolour = 1\n");
    file("type.toml", b"\n\ndepth = [\"deep\"]\n");
    file(
        "name.toml",
        b"activation = [\n  \"relu\",\n  \"rellu\",\n]\n",
    );
    file("broken.toml", b"depth = [1,\n");
    file("empty.toml", b"trials = 3\ndepth = []\n");
    file("bytes.toml", b"trials = 3\n\xff\xfe\n");
    file("text.csv", b"1,2\n3,four\n");
    file("nan.csv", b"1,2\n3,nan\n");
    file("ragged.csv", b"1,2\n3\n");
    file("file", b"");
    for (arguments, message) in [
        (&["study", "dpeth"][..], "did you mean depth"),
        (&["study", "missing.toml"], "missing.toml"),
        (&["study", "."], "not a regular file"),
        (
            &["study", "key.toml"],
            "key.toml: line 2: unknown key 'colour'",
        ),
        (
            &["study", "type.toml"],
            "type.toml: line 3: must be a whole number",
        ),
        (
            &["study", "name.toml"],
            "name.toml: line 3: unknown activation 'rellu'; did you mean relu",
        ),
        (&["study", "broken.toml"], "broken.toml: line"),
        (&["study", "bytes.toml"], "bytes.toml: line 2: not UTF-8"),
        (
            &["study", "--activation", "gelo"],
            "--activation: unknown activation 'gelo'; did you mean gelu",
        ),
        (
            &["study", "--activation", "elu(alpha=-1)"],
            "elu: alpha must be",
        ),
        (
            &["study", "--activation", "hardtanh(1, -1)"],
            "--activation: ",
        ),
        (
            &["study", "--activation", "relu,relu"],
            "relu is given twice",
        ),
        (&["study", "--activation", ""], "--activation: "),
        (&["study", "--depth", "0"], "--depth: depth 0"),
        (&["study", "--depth", "ten"], "'ten' is not a whole number"),
        (&["study", "--depth", "-3"], "'-3' is not a whole number"),
        (&["study", "--width", "0"], "--width: width 0"),
        (&["study", "--batch", "0"], "--batch: batch 0"),
        (
            &["study", "--trials", "1"],
            "--trials: 1 trials give no interval",
        ),
        (
            &["study", "--trials", "0"],
            "--trials: 0 trials give no interval",
        ),
        (&["study", "--tau", "0"], "--tau: tau must be"),
        (&["study", "--tau", "nan"], "--tau: tau must be"),
        (
            &["study", "--confidence", "1"],
            "--confidence: confidence must lie",
        ),
        (&["study", "--threads", "0"], "--threads"),
        (&["study", "--threads", "20000"], "--threads"),
        (
            &["study", "--weights", "gaussian(1e-40)"],
            "--weights: gaussian(1e-40, 0) with relu: a standard deviation",
        ),
        (
            &["study", "empty.toml"],
            "empty.toml: line 2: the list is empty",
        ),
        (&["study", "--seed", "-1"], "--seed"),
        (
            &["study", "--seed", "18446744073709551615"],
            "--seed: seed 18446744073709551615 is above",
        ),
        (
            &["study", "--input", "normal(0, -1)"],
            "standard_deviation must be a number above 0",
        ),
        (
            &["study", "--input", "text.csv"],
            "text.csv: line 2: column 2: 'four'",
        ),
        (
            &["study", "--input", "nan.csv"],
            "nan.csv: line 2: column 2: 'nan'",
        ),
        (&["study", "--input", "ragged.csv"], "ragged.csv: line 2"),
        (
            &["study", "--input", "none.csv"],
            "none.csv: cannot be read",
        ),
        (
            &["study", "--weights", "hee"],
            "--weights: unknown weights 'hee'; did you mean he",
        ),
        (
            &["study", "--weights", "torch_gain"],
            "--weights: torch_gain",
        ),
        (
            &["study", "--format", "f17"],
            "--format: unknown format 'f17'",
        ),
        (
            &["study", "--format", "e0m7"],
            "without an exponent a number is an integer",
        ),
        (
            &["study", "--format", "mxfp4(ceil)"],
            "take a format of single numbers, such as e2m1",
        ),
        (
            &["study", "--format", "bf16(stochastic)"],
            "rounds at random",
        ),
        (
            &["study", "--depth", "1000000000"],
            "does not fit in memory",
        ),
        (
            &["study", "--width", "4000000000"],
            "does not fit in memory",
        ),
        (&["study", "--trials", "4000000000"], "--yes"),
        (&["study", "--quick", "--out", "file"], "cannot write"),
        (&["study", "--quick", "--out", "file/below"], "cannot write"),
        (&["report", "nothing"], "nothing/study.toml"),
        (
            &["report", "file", "--criterion", "nowhere"],
            "file/study.toml",
        ),
        (
            &["plot", "relu", "--out", "none/p.png"],
            "cannot write none/p.png",
        ),
        (&["plot", "gelo"], "did you mean gelu"),
        (&["plot", "relu", "--from", "3", "--to", "2"], "no axis"),
        (&["list", "colours"], "colours"),
        (&["paint"], "paint"),
    ] {
        let output = actlab(folder.path(), arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(message), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!folder.path().join("reports").exists(), "{arguments:?}");
    }
}

/// Standard error that cannot be written costs neither figures nor exit code.
#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_error_is_survived() {
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        Command::new(env!("CARGO_BIN_EXE_actlab"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CRITERION_HOME", folder.path().join("no-criterion"))
            .stderr(full.unwrap())
            .status()
            .unwrap()
            .code()
    };
    assert_eq!(run(&SMALL), Some(0));
    assert!(folder.path().join("reports/depth/layers.csv").is_file());
    assert_eq!(run(&["study", "--activation", "rellu"]), Some(2));
}

/// Found out before the run, which would be lost.
#[test]
fn a_broken_criterion_folder_stops_a_study_before_it_runs() {
    let folder = TempDir::new().unwrap();
    let new = folder.path().join("no-criterion/group/relu/new");
    fs::create_dir_all(&new).unwrap();
    fs::write(new.join("benchmark.json"), r#"{"group_id":"group"}"#).unwrap();
    fs::write(new.join("estimates.json"), "{").unwrap();
    let output = actlab(folder.path(), &SMALL);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("estimates.json"));
    assert!(!folder.path().join("reports").exists());
}

/// Absurd parameters end in a report or in a message, and soon.
#[test]
fn absurd_parameters_come_to_an_end() {
    let folder = TempDir::new().unwrap();
    let steep = ["--activation", "leaky_relu(1e300),threshold(0, 1e300)"];
    let steep = [&["study", "--quick", "--depth", "2"][..], &steep].concat();
    assert!(actlab(folder.path(), &steep).status.success());
    let fails = |more: &[&str], part: &str| {
        let output = actlab(
            folder.path(),
            &[&SMALL[..], &["--out", "no"], more].concat(),
        );
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        let message = text(&output.stderr);
        assert!(message.contains(part), "'{part}' is not in: {message}");
        assert!(!folder.path().join("no").exists());
    };
    let rank = ["--input", "low_rank(4294967296)", "--width", "4096"];
    fails(&rank, "memory");
    fails(&["--confidence", "0.9999999999999999"], "confidence");
    small(folder.path(), &["--threads", "1024", "--out", "threads"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_table_is_refused() {
    let folder = TempDir::new().unwrap();
    small(folder.path(), &["--out", "r"]);
    let table = folder.path().join("r/layers.csv");
    fs::remove_file(&table).unwrap();
    let made = Command::new("mkfifo").arg(&table).status();
    assert!(made.unwrap().success());
    let output = actlab(folder.path(), &["report", "r"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("layers.csv: not a regular file"));
}

#[test]
fn kernels_are_measured_alike_on_any_number_of_threads() {
    let folder = TempDir::new().unwrap();
    let run = |threads: &str, out: &str| {
        let common = ["accuracy", "--every", "1000003", "relu", "erf", "x*tanh(x)"];
        let more = ["--threads", threads, "--out", out];
        let output = actlab(folder.path(), &[&common[..], &more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        let table = fs::read_to_string(folder.path().join(out)).unwrap();
        (text(&output.stdout).replace(out, ""), table)
    };
    let one = run("1", "one.csv");
    assert_eq!(one, run("3", "three.csv"));
    // Definitions and a header line; three activations, three formats, value and
    // derivative.
    assert!(one.1.contains("\n#   max_ulp "));
    let table = || one.1.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(table().count(), 1 + 3 * 3 * 2);
    assert!(one.1.contains("\nrelu,f32,value,4279,1000003,1.0,0.0,"));
    assert!(one.1.contains("\nx * tanh(x),bf16,derivative,65282,1,1.0,"));
    assert!(table().skip(1).take(2).all(|row| row.ends_with(",kept")));
    // The header, the rows, the file's name.
    assert_eq!(one.0.lines().count(), 1 + 3 * 3 * 2 + 1);
}

#[test]
fn mistakes_in_what_to_measure_are_explained() {
    let folder = TempDir::new().unwrap();
    let fails = |arguments: &[&str], part: &str| {
        let output = actlab(folder.path(), &[&["accuracy"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = text(&output.stderr);
        assert!(message.contains(part), "'{part}' is not in: {message}");
        assert!(!folder.path().join("accuracy.csv").exists());
    };
    fails(&["rleu"], "relu");
    fails(&["relu", "--format", "e4m3"], "take f32, f16 or bf16");
    fails(&["relu", "--every", "0"], "--every");
    fails(
        &["relu", "--every", "1000003", "--out", "no/a.csv"],
        "no/a.csv",
    );
}

/// A formula is as good as a name: on the command line, in a file, read back
/// from the CSV files; long ones do not make the tables wide.
#[test]
fn formulas_are_activations() {
    let folder = TempDir::new().unwrap();
    let formula = "mine(beta=1.5): x * sigmoid(beta * x)";
    let file = format!(
        "activation = [\"{formula}\", \"where(x > 0, x, 0.25 * expm1(x / 0.25)) + 0 * x\", \"silu\"]\n\
         depth = [2]\nwidth = [8]\nbatch = 4\ntrials = 2\n"
    );
    fs::write(folder.path().join("mine.toml"), file).unwrap();
    let output = actlab(folder.path(), &["study", "mine.toml", "--out", "out"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let stdout = text(&output.stdout);
    assert!(stdout.contains(" mine(beta=1.5) "), "{stdout}");
    assert!(stdout.lines().all(|line| line.chars().count() < 130));
    let summary = fs::read_to_string(folder.path().join("out/summary.csv")).unwrap();
    assert!(summary.contains(&format!("\n{formula},")), "{summary}");
    assert!(summary.contains("\n\"where(x > 0, x, "), "{summary}");
    assert!(actlab(folder.path(), &["report", "out"]).status.success());

    let mut small = SMALL;
    small[3] = "leaky_relu@keras,x * tanh(x)";
    let output = actlab(folder.path(), &small);
    let stdout = text(&output.stdout);
    assert!(stdout.contains("leaky_relu(0.2)") && stdout.contains("x * tanh(x)"));
}

/// What a study cannot measure is named before it starts.
#[test]
fn ranges_without_a_value_are_named() {
    let folder = TempDir::new().unwrap();
    let mut small = SMALL;
    small[3] = "log(x)";
    let output = actlab(folder.path(), &small);
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("note: log(x) gives no number for z from -1e4"),
        "{stderr}"
    );
}

#[test]
fn cards_hold_what_is_known_and_what_follows() {
    let folder = TempDir::new().unwrap();
    let shown = |names: &[&str]| {
        let output = actlab(folder.path(), &[&["show"], names].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let gelu = shown(&["gelu"]);
    for part in [
        "arXiv:1606.08415",
        "gelu_tanh",
        "-0.16997120748",
        "1.5335304412",
        "written for",
    ] {
        assert!(gelu.contains(part), "{part} is not in:\n{gelu}");
    }
    assert!(shown(&["sugar"]).contains("backward"));
    let mine = shown(&["mine(learnable beta=2): x * sigmoid(beta * x)"]);
    assert!(mine.contains("learn") && mine.contains("beta"), "{mine}");
    assert_eq!(shown(&["--latex", "x^2"]).trim(), "z^{2}");
    let output = actlab(folder.path(), &["list", "activations", "mish"]);
    let listed = text(&output.stdout);
    assert!(
        listed.contains("hard_mish") && !listed.contains("gelu"),
        "{listed}"
    );
    let output = actlab(folder.path(), &["list", "frameworks"]);
    assert!(text(&output.stdout).contains("leaky_relu(0.2)"));
}

/// The caret stands under the character that is wrong.
#[test]
fn mistakes_in_a_formula_are_pointed_at() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["show", "x * * 2"][..],
        &["study", "--activation", "x * * 2"],
    ] {
        let output = actlab(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        let stderr = text(&output.stderr);
        assert!(stderr.ends_with("\n  x * * 2\n      ^\n"), "{stderr}");
    }
    for (typed, part) in [
        ("x + log(-1)", "infinite or no number"),
        ("foo(x)", "foo"),
        ("leaky_relu@theano", "torch, keras"),
    ] {
        let output = actlab(folder.path(), &["show", typed]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{typed}");
        assert!(stderr.contains(part), "{typed}: {stderr}");
    }
}
