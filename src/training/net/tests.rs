//! Gradients against differences, in f64.

use super::*;
use crate::generator::Purpose;
use crate::training::Learning;

const FEATURES: usize = 3;
const SAMPLES: usize = 5;
const OUTPUTS: usize = 4;

fn stream() -> Stream {
    Stream::new(7, Purpose::Rounding, 0, 0)
}

fn normals(count: usize, layer: u32) -> Vec<f32> {
    let mut drawn = vec![0.0; count];
    Stream::new(7, Purpose::Weights, 0, layer).fill_normal(&mut drawn);
    drawn
}

fn design(architecture: &str, activation: &str, precision: &str, width: usize) -> NetDesign {
    NetDesign {
        size: NetSize {
            features: FEATURES,
            width,
            depth: 3,
            outputs: OUTPUTS,
            batch: SAMPLES,
        },
        architecture: architecture.parse().unwrap(),
        activation: activation.parse().unwrap(),
        learning: Learning::Unit,
        precision: Precision::parse(precision).unwrap(),
    }
}

/// Parameters that are no special point: near a half of their usual size, and
/// what an activation learns near where it starts.
fn parameters<T: Real>(net: &Net<T>) -> Vec<f64> {
    let drawn = normals(net.parameters(), 99);
    let open = net.design().learning.open(&net.design().activation);
    let mut parameters: Vec<f64> = drawn.iter().map(|w| 0.5 * f64::from(*w)).collect();
    for group in net.groups() {
        if let (Role::Activation { parameter, .. }, Some(open)) = (group.role, &open) {
            for theta in &mut parameters[group.range.clone()] {
                *theta = open.starts()[parameter] + 0.1 * *theta;
            }
        }
    }
    parameters
}

/// Every gradient of every architecture, both losses, is that of central
/// differences: with step h the error is of the order of h^2 and of
/// epsilon / h, near 1e-10 at their best.
#[test]
fn gradients_are_those_of_differences() {
    const STEP: f64 = 1e-5;
    const TOLERANCE: f64 = 2e-8;
    let inputs = normals(FEATURES * SAMPLES, 100);
    let values = normals(OUTPUTS * SAMPLES, 101);
    let classes: Vec<u32> = (0..SAMPLES as u32).map(|k| k % 3).collect();
    for architecture in [
        "plain",
        "plain+batchnorm",
        "plain+layernorm",
        "plain+rmsnorm",
        "residual(0.7)",
        "residual+batchnorm",
        "residual+layernorm",
        "residual(0.3)+rmsnorm",
    ] {
        for activation in ["tanh", "gelu", "elu", "prelu", "swish(1.5)", "pelu"] {
            let mut net = Net::<f64>::new(design(architecture, activation, "f64", 6));
            let mut master = parameters(&net);
            for wanted in [Wanted::Values(&values), Wanted::Classes(&classes)] {
                let at = |net: &mut Net<f64>, master: &[f64]| {
                    net.load(master, &mut stream());
                    net.forward(Mode::Look, &inputs, &mut stream());
                    net.loss(wanted, 1.0).value
                };
                at(&mut net, &master);
                net.backward(&mut stream(), |_, _| ());
                let gradient = net.gradient().to_vec();
                for place in 0..master.len() {
                    let kept = master[place];
                    master[place] = kept + STEP;
                    let above = at(&mut net, &master);
                    master[place] = kept - STEP;
                    let below = at(&mut net, &master);
                    master[place] = kept;
                    let difference = (above - below) / (2.0 * STEP);
                    let group = net.groups().iter().find(|g| g.range.contains(&place));
                    assert!(
                        (difference - gradient[place]).abs() < TOLERANCE * (1.0 + difference.abs()),
                        "{architecture} {activation} {:?}: {} and {difference}",
                        group.map(|g| g.role),
                        gradient[place],
                    );
                }
            }
        }
    }
}

/// In f32 the same net gives the same gradients, to f32's rounding.
#[test]
fn f32_follows_f64() {
    let inputs = normals(FEATURES * SAMPLES, 100);
    let classes: Vec<u32> = (0..SAMPLES as u32).collect::<Vec<_>>();
    let classes: Vec<u32> = classes.iter().map(|k| k % OUTPUTS as u32).collect();
    for architecture in ["plain+batchnorm", "residual+layernorm", "residual+rmsnorm"] {
        let mut wide = Net::<f64>::new(design(architecture, "gelu", "f64", 6));
        let mut single = Net::<f32>::new(design(architecture, "gelu", "f32", 6));
        let master = parameters(&wide);
        wide.load(&master, &mut stream());
        single.load(&master, &mut stream());
        let wanted = Wanted::Classes(&classes);
        wide.forward(Mode::Learn, &inputs, &mut stream());
        single.forward(Mode::Learn, &inputs, &mut stream());
        // 2^4 changes no bit once it is taken off again.
        let losses = [wide.loss(wanted, 1.0), single.loss(wanted, 16.0)];
        assert!((losses[0].value - losses[1].value).abs() < 1e-6);
        wide.backward(&mut stream(), |_, _| ());
        single.backward(&mut stream(), |_, _| ());
        single.unscale(16.0);
        for (w, s) in wide.gradient().iter().zip(single.gradient()) {
            assert!(
                (w - f64::from(*s)).abs() < 2e-6 * (1.0 + w.abs()),
                "{w} and {s}"
            );
        }
        // What a batch norm remembers is what it is tested with.
        let [a, b] = [
            wide.forward(Mode::Test, &inputs, &mut stream())[0],
            f64::from(single.forward(Mode::Test, &inputs, &mut stream())[0]),
        ];
        assert!((a - b).abs() < 1e-5 * (1.0 + a.abs()), "{a} and {b}");
    }
}

/// Every number of a net in a format is one of that format.
#[test]
fn a_net_in_a_format_holds_its_numbers() {
    let inputs = normals(FEATURES * SAMPLES, 100);
    let classes = [0, 1, 2, 3, 0];
    for (precision, width) in [
        ("bf16", 6),
        ("mixed(forward=e4m3, gradient=e5m2)", 6),
        ("mxfp8_e4m3", 32),
    ] {
        let mut net = Net::<f32>::new(design("plain", "relu", precision, width));
        let master = parameters(&net);
        net.load(&master, &mut stream());
        net.forward(Mode::Learn, &inputs, &mut stream());
        net.loss(Wanted::Classes(&classes), 1.0);
        let precision = net.design().precision;
        let held = |storage: Storage, values: &[f32]| {
            let mut rounded = values.to_vec();
            <f32 as Real>::round(storage, &mut rounded, &mut stream());
            assert_eq!(rounded, values, "{storage}");
        };
        net.backward(&mut stream(), |_, layer| {
            held(precision.forward(), layer.preactivation);
            held(precision.forward(), layer.activation);
            held(precision.gradient(), layer.delta);
        });
        let inner = net
            .groups()
            .iter()
            .find(|g| g.role == Role::Weights { layer: 2 })
            .unwrap();
        held(precision.gradient(), &net.gradient()[inner.range.clone()]);
        let values = &net.values[inner.range.clone()];
        let exact: Vec<f32> = master[inner.range.clone()]
            .iter()
            .map(|w| *w as f32)
            .collect();
        assert_ne!(values, exact);
    }
}
