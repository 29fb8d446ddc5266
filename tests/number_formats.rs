//! Where a gradient leaves a number format, and what a study says of it.

use actlab::analysis::Metric;
use actlab::study::{Draft, Figure, Origin, Plan, Spec, SpecError, Typed, builtins, run};

fn typed<T>(value: T) -> Typed<T> {
    let origin = Origin::Flag("test");
    Typed { value, origin }
}

fn names(values: &[&str]) -> Option<Vec<Typed<String>>> {
    Some(values.iter().map(|v| typed(v.to_string())).collect())
}

/// A study of one width and input; what is not said is as in the study `depth`.
fn spec(
    (activation, weights): (&str, &str),
    depths: &[u64],
    (width, batch, trials): (u64, u64, u64),
    (formats, metrics): (&[&str], &[&str]),
) -> Result<Spec, SpecError> {
    let draft = Draft {
        activation: names(&[activation]),
        weights: names(&[weights]),
        depth: Some(depths.iter().map(|d| typed(*d)).collect()),
        width: Some(vec![typed(width)]),
        batch: Some(typed(batch)),
        trials: Some(typed(trials)),
        format: names(formats),
        metric: names(metrics),
        ..Draft::default()
    };
    Spec::new(draft.over(Draft::builtin(&builtins()[0]).unwrap()))
}

/// Figures of layers, and of nets.
fn figures(spec: Spec) -> (Vec<Figure>, Vec<Figure>) {
    let plan = Plan::new(spec).unwrap();
    run(&plan, 2, |_, _| ()).unwrap()
}

/// Group G12: tanh with sigma_w^2 = 1.3 and sigma_b^2 = 0.05. The gradient's RMS
/// falls below half the smallest subnormal of binary16 after 272 layers, of e5m2
/// after 185, of e4m3 after 109 and of bfloat16 after 1456, without loss scaling.
#[test]
fn tanh_underflows_where_theory_has_it() {
    const WEIGHTS: &str = "gaussian(1.140175425099138, 0.223606797749979)";
    for (depth, width, expected) in [
        (300, 512, &[(-25, 272.0), (-17, 185.0), (-10, 109.0)][..]),
        (1500, 256, &[(-134, 1456.0)]),
    ] {
        let sizes = (width, 32, 4);
        let measured = (&["f16"][..], &["gradient_rms"][..]);
        let spec = spec(("tanh", WEIGHTS), &[depth], sizes, measured).unwrap();
        let (layers, _) = figures(spec);
        let rms: Vec<f64> = layers
            .iter()
            .filter(|f| f.metric == Metric::GradientRms)
            .map(|f| f.mean.unwrap())
            .collect();
        let output = rms[rms.len() - 1];
        for (flush, layers) in expected {
            let threshold = output * 2f64.powi(*flush);
            let below = rms.iter().rev().position(|rms| *rms <= threshold);
            let below = below.unwrap() as f64;
            assert!(
                (below / layers - 1.0).abs() < 0.04,
                "2^{flush}: {below} layers, not {layers}"
            );
        }
    }
}

/// What is lost is counted layer by layer from the output, and a depth is safe
/// only above.
#[test]
fn depths_of_a_study_agree_with_its_layers() {
    let metrics = ["underflow_fraction", "safe_depth"];
    let spec = spec(
        ("tanh", "gaussian(0.6, 0)"),
        &[4, 8, 16, 32],
        (64, 32, 3),
        (&["f32", "e5m2"], &metrics),
    )
    .unwrap();
    let limits = spec.limits;
    let (layers, summary) = figures(spec);
    let of = |format: &str, metric, depth| {
        let mut own = summary.iter().filter(|f| f.depth == depth);
        own.find(|f| f.metric == metric && f.format.as_deref() == Some(format))
    };
    let depth = of("e5m2", Metric::DepthToUnderflow, 32).unwrap();
    assert!(depth.mean.unwrap() > 5.0 && depth.trials == 3, "{depth:?}");
    assert!(of("e5m2", Metric::DepthToUnderflow, 4).is_none());
    let safe = of("e5m2", Metric::SafeDepth, 32).unwrap().mean.unwrap();
    assert!((4.0..32.0).contains(&safe), "{safe}");
    assert_eq!(of("f32", Metric::SafeDepth, 32).unwrap().mean, Some(32.0));
    // Where the mean of a layer is past the limit some trial is.
    let lost = |depth| {
        let own = layers.iter().filter(|f| f.depth == depth);
        let own = own.filter(|f| f.metric == Metric::LostFraction);
        let own = own.filter(|f| f.format.as_deref() == Some("e5m2"));
        own.filter_map(|f| f.mean).fold(0.0, f64::max)
    };
    assert!(lost(32) >= limits.lost && lost(4) < limits.lost);
}

#[test]
fn mistakes_are_told() {
    let net = ("relu", "he");
    let message = |formats: &[&str], metrics: &[&str], width| {
        let plan = spec(net, &[4], (width, 32, 2), (formats, metrics)).and_then(Plan::new);
        plan.unwrap_err().to_string()
    };
    for (formats, metrics, width, told) in [
        ("e0m7", "noise_to_signal", 64, "without an exponent"),
        ("f16*0", "noise_to_signal", 64, "no loss scale"),
        ("f16*inf", "noise_to_signal", 64, "power of two"),
        ("f16*auto", "gradient_rms", 64, "a loss scale is chosen"),
        ("mxfp4", "underflow_fraction", 64, "stores blocks"),
        (
            "mxfp4",
            "noise_to_signal",
            40,
            "mxfp4 stores blocks of 32 inputs, which do not divide the 40 features of the input",
        ),
        (
            "mixed(forward=f64, gradient=f16)",
            "noise_to_signal",
            64,
            "f64 stands",
        ),
    ] {
        let message = message(&[formats], &[metrics], width);
        assert!(message.contains(told), "{formats}: {message}");
    }
}

/// A file of four features, in every format, those of blocks of 32 too.
#[test]
fn formats_take_the_numbers_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let input = concat!("csv(", env!("CARGO_MANIFEST_DIR"), "/data/iris.csv)");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_actlab"))
        .args([
            "study", "formats", "--trials", "2", "--batch", "100", "--input", input,
        ])
        .arg("--out")
        .arg(&report)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let summary = std::fs::read_to_string(report.join("summary.csv")).unwrap();
    let of = |text: &str| summary.lines().filter(|line| line.contains(text)).count();
    assert_eq!(of(",input_underflow_fraction,"), 18);
    assert_eq!(of(",mxfp4,input_noise_to_signal,"), 1);
    assert!(report.join("formats.png").exists());
}

/// Nets without a gradient, and nets whose reference overflows, are told; the
/// others get their figures.
#[test]
fn nets_without_figures_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_actlab"))
        .args([
            "study",
            "--activation",
            "step,exp(z),relu",
            "--depth",
            "4,8",
        ])
        .args([
            "--trials",
            "2",
            "--width",
            "32",
            "--batch",
            "16",
            "--weights",
            "he",
        ])
        .args([
            "--format",
            "bf16,f16*auto",
            "--metric",
            "safe_depth,loss_scale",
        ])
        .arg("--out")
        .arg(folder.path().join("report"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "step with he weights, normal input, width 32: every gradient is zero in f64",
        "note: exp(z) with he weights",
        "the f64 reference is infinite or NaN from layer",
    ] {
        assert!(words.contains(told), "{text}");
    }
    let summary = std::fs::read_to_string(folder.path().join("report/summary.csv")).unwrap();
    let safe = |line: &&str| line.starts_with("relu,") && line.contains("bf16,safe_depth,8,");
    assert_eq!(summary.lines().filter(safe).count(), 1);
}
