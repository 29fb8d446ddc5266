//! Reading, printing and refusing names, and PyTorch's gains.

use super::super::{Activation, catalog};
use super::all;

#[test]
fn printing_reads_back() {
    for phi in all() {
        assert_eq!(phi.to_string().parse(), Ok(phi));
    }
}

#[test]
fn every_alias_finds_its_entry() {
    for entry in catalog() {
        for alias in entry.signature.aliases {
            let phi: Activation = alias.parse().unwrap();
            assert_eq!(
                phi.entry().unwrap().signature.name,
                entry.signature.name,
                "{alias}"
            );
        }
    }
}

#[test]
fn contested_defaults_are_printed() {
    for (text, printed) in [
        ("leaky_relu", "leaky_relu(0.01)"),
        ("prelu", "prelu(0.25)"),
        ("rrelu", "rrelu(0.125, 0.3333333333333333)"),
        ("elu", "elu"),
        ("GELU(tanh)", "gelu_tanh"),
        ("swish(1)", "silu"),
    ] {
        assert_eq!(text.parse::<Activation>().unwrap().to_string(), printed);
    }
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    for (text, part) in [
        ("hardtanh(1, 1)", "min must be below max"),
        ("rrelu(0.5, 0.1)", "lower must not be above upper"),
        ("celu(0)", "alpha must be a number above 0"),
        ("elu(-1)", "alpha must be a number above 0"),
        ("softplus(0)", "beta must be a number above 0"),
        ("softshrink(-1)", "lambda must be 0 or a number above"),
        ("gelu(2)", "takes no parameters"),
        ("gleu", "did you mean gelu"),
    ] {
        let message = text.parse::<Activation>().unwrap_err().to_string();
        assert!(message.contains(part), "{text}: {message}");
    }
}

/// `torch.nn.init.calculate_gain`, and `ValueError` for every other name.
#[test]
fn gains_are_pytorchs() {
    for phi in all() {
        let expected = match phi.entry().unwrap().signature.name {
            "identity" | "sigmoid" => Some(1.0),
            "tanh" => Some(5.0 / 3.0),
            "relu" => Some(2.0_f64.sqrt()),
            "leaky_relu" => Some((2.0 / (1.0 + phi.parameters()[0].powi(2))).sqrt()),
            "selu" => Some(0.75),
            _ => None,
        };
        assert_eq!(phi.torch_gain(), expected, "{phi}");
    }
}
