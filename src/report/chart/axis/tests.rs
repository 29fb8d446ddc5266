//! Where values stand, and what the ticks say.

use super::*;

fn labels(axis: &Axis) -> Vec<&str> {
    axis.ticks().iter().map(|t| t.label.as_str()).collect()
}

#[test]
fn decades_are_labelled_as_powers() {
    let axis = Axis::logarithmic([1e-82, 1.0]);
    assert_eq!(labels(&axis), ["10⁻⁸⁰", "10⁻⁶⁰", "10⁻⁴⁰", "10⁻²⁰", "1"]);
    let axis = Axis::logarithmic([0.009, 20.0]);
    assert_eq!(labels(&axis), ["0.01", "0.1", "1", "10"]);
    let axis = Axis::logarithmic([1e-6, 0.5]);
    assert!(labels(&axis).contains(&"10⁻⁶"));
}

#[test]
fn constant_data_get_a_decade() {
    let axis = Axis::logarithmic([1.0, 1.0]);
    assert!((axis.place(1.0) - 0.5).abs() < 1e-12);
    assert_eq!(labels(&axis), ["0.5", "1", "2"]);
}

#[test]
fn zero_has_a_place_of_its_own_below_everything() {
    let values = [0.0, 1e-300, 1.0];
    let axis = Axis::logarithmic(values);
    let strip = axis.strip().unwrap();
    assert!(axis.place(0.0) < strip && strip < axis.place(1e-300));
    assert!(axis.place(1e-300) < axis.place(1.0));
    assert_eq!(labels(&axis)[0], "0");
    assert!(Axis::logarithmic([1.0]).strip().is_none());
    let only = Axis::logarithmic([0.0]);
    assert!(only.place(0.0) < only.strip().unwrap());
}

#[test]
fn places_grow_with_values_and_stay_on_the_axis() {
    let axes = [
        Axis::logarithmic([]),
        Axis::logarithmic([5e-324, 1e308]),
        Axis::logarithmic([0.0, 3.0, f64::NAN, f64::INFINITY]),
        Axis::root_logarithmic([]),
        Axis::root_logarithmic([0.0, 5e-324, 1e308]),
        Axis::linear(3.0, 3.0),
        Axis::linear(-1e300, 1e300),
        Axis::share([]),
        Axis::share([3e-7]),
        Axis::counts(&[]),
        Axis::counts(&[0, 7]),
        Axis::layers(0),
        Axis::layers(1),
    ];
    for axis in axes {
        for tick in axis.ticks() {
            assert!((0.0..=1.0).contains(&tick.at), "{axis:?}");
        }
        let values = [-1.0, 0.0, 1e-320, 1e-9, 0.5, 1.0, 8.0, 1e300];
        let places = values.map(|value| axis.place(value));
        let sorted = |a: &f64, b: &f64| if axis.reversed { a >= b } else { a <= b };
        assert!(places.is_sorted_by(sorted), "{axis:?}: {places:?}");
        assert!(places.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}

#[test]
fn linear_ticks_are_round() {
    assert_eq!(
        labels(&Axis::linear(0.0, 1.0)),
        ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    );
    assert_eq!(
        labels(&Axis::linear(-4.0, 4.0)),
        ["−4", "−2", "0", "2", "4"]
    );
}

#[test]
fn shares_run_to_one_or_are_zoomed() {
    assert!(!Axis::share([0.3]).is_zoomed_share());
    assert!(!Axis::share([0.0]).is_zoomed_share());
    let zoomed = Axis::share([0.013]);
    assert!(zoomed.is_zoomed_share());
    assert_eq!(zoomed.place(0.02), 1.0);
    assert_eq!(labels(&Axis::share([3e-7])), ["0", "2.5·10⁻⁷", "5·10⁻⁷"]);
}

#[test]
fn layers_run_from_the_output_to_the_input() {
    let axis = Axis::layers(128);
    assert_eq!(labels(&axis), ["1", "32", "64", "96", "128"]);
    assert_eq!((axis.place(128.0), axis.place(1.0)), (0.0, 1.0));
    assert_eq!(
        labels(&Axis::layers(30)),
        ["1", "5", "10", "15", "20", "25", "30"]
    );
    assert_eq!(labels(&Axis::layers(1)), ["1"]);
    assert_eq!(labels(&Axis::layers(2)), ["1", "2"]);
}

#[test]
fn depths_are_marked_where_they_were_measured() {
    let axis = Axis::counts(&[1, 2, 4, 8]);
    assert_eq!(labels(&axis), ["1", "2", "4", "8"]);
    let at: Vec<f64> = axis.ticks().iter().map(|t| t.at).collect();
    assert!((at[1] - at[0] - (at[3] - at[2])).abs() < 1e-12);
}

#[test]
fn ratios_stand_by_the_root_of_their_logarithm() {
    let axis = Axis::root_logarithmic([1e-80, 1.0, 30.0]);
    assert_eq!(
        labels(&axis),
        ["10⁻⁸⁰", "10⁻⁴⁰", "10⁻²⁰", "10⁻⁵", "10⁻¹", "1", "10"]
    );
    let from_one = |value| axis.place(1.0) - axis.place(value);
    assert!((from_one(1e-4) / from_one(1e-1) - 2.0).abs() < 1e-12);
    assert!((from_one(1e-64) / from_one(10.0) + 8.0).abs() < 1e-12);
    let near = Axis::root_logarithmic([0.9, 1.1]);
    assert_eq!(labels(&near), ["0.5", "1", "2"]);
    let zero = Axis::root_logarithmic([0.0, 1e-300]);
    assert_eq!(labels(&zero)[0], "0");
    assert!(zero.place(0.0) < zero.strip().unwrap());
    assert!(zero.strip().unwrap() < zero.place(1e-300));
}
