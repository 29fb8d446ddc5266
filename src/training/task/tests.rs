//! Shapes, splits and mistakes of every task.

use super::*;
use std::io::Write;

const NAMES: [&str; 9] = [
    "digits",
    "breast_cancer",
    "iris",
    "diabetes",
    "spirals(samples=100)",
    "square(samples=100)",
    "sine(samples=100)",
    "bump(samples=100, noise=0.1)",
    "teacher(samples=100, activation=leaky_relu(0.2))",
];

fn task(text: &str) -> Task {
    Task::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn message(text: &str) -> String {
    Task::parse(text)
        .map(|t| t.to_string())
        .unwrap_err()
        .to_string()
}

fn table(task: &Task, seed: u64, trial: u32) -> Table {
    match &task.source {
        Source::Table(table) => Table::clone(table),
        Source::Drawn(drawn, values) => drawn.table(values, seed, trial),
        Source::Teacher(teacher) => teacher.table(seed, trial),
    }
}

fn class_counts(samples: &Samples, classes: usize) -> Vec<usize> {
    let Targets::Classes(of) = &samples.targets else {
        panic!("no classes");
    };
    (0..classes as u32)
        .map(|class| of.iter().filter(|c| **c == class).count())
        .collect()
}

#[test]
fn samples_have_the_shape_that_the_task_states() {
    assert_eq!(NAMES.len(), Task::list().len() - 1);
    for text in NAMES {
        let task = task(text);
        let split = task.draw(1, 2);
        for samples in [&split.train, &split.test] {
            assert_eq!(samples.features, task.features(), "{text}");
            assert_eq!(samples.inputs.len(), samples.count * samples.features);
            assert!(samples.inputs.iter().all(|x| x.is_finite()), "{text}");
            match (&samples.targets, task.kind()) {
                (Targets::Classes(of), Kind::Classification { classes }) => {
                    assert_eq!(of.len(), samples.count);
                    assert!(of.iter().all(|class| (*class as usize) < classes));
                }
                (Targets::Values(values), Kind::Regression { outputs }) => {
                    assert_eq!(values.len(), samples.count * outputs);
                    assert!(values.iter().all(|y| y.is_finite()), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let share = split.test.count as f64 / (split.train.count + split.test.count) as f64;
        assert!((share - 1.0 / 3.0).abs() < 0.01, "{text}: {share}");
    }
}

#[test]
fn the_same_address_gives_the_same_bytes_and_another_other_ones() {
    for text in NAMES {
        let (task, again) = (task(text), task(text));
        assert_eq!(task.draw(7, 3), again.draw(7, 3), "{text}");
        assert_ne!(task.draw(7, 3), task.draw(7, 4), "{text}");
        assert_ne!(task.draw(7, 3), task.draw(8, 3), "{text}");
    }
}

/// Every sample is on one side, once.
#[test]
fn nothing_is_on_both_sides() {
    for text in NAMES {
        let table = table(&task(text), 5, 1);
        let (train, test) = table.places(5, 1);
        let mut all: Vec<usize> = train.into_iter().chain(test).collect();
        all.sort_unstable();
        let count = table.inputs.len() / table.features;
        assert_eq!(all, (0..count).collect::<Vec<_>>(), "{text}");
    }
}

/// The scales come from the training part: it has mean 0 and variance 1 to
/// rounding, and the held-out part has not.
#[test]
fn the_training_part_alone_is_standardised() {
    for text in NAMES {
        let split = task(text).draw(3, 0);
        let moments = |samples: &Samples, feature: usize| {
            let values = samples
                .inputs
                .iter()
                .skip(feature)
                .step_by(samples.features);
            let count = samples.count as f64;
            let mean = values.clone().map(|x| f64::from(*x)).sum::<f64>() / count;
            let square = values.map(|x| f64::from(*x).powi(2)).sum::<f64>() / count;
            (mean, square)
        };
        let mut off = 0.0_f64;
        for feature in 0..split.train.features {
            let (mean, square) = moments(&split.train, feature);
            assert!(mean.abs() < 1e-6, "{text}: {mean}");
            // Pixels that are always blank are 0.
            let blank = square == 0.0;
            assert!(blank || (square - 1.0).abs() < 1e-5, "{text}: {square}");
            off = off.max(moments(&split.test, feature).0.abs());
        }
        assert!(off > 1e-3, "{text}: the held-out part has mean {off}");
        if let Targets::Values(values) = &split.train.targets {
            let count = values.len() as f64;
            let square = values.iter().map(|y| f64::from(*y).powi(2)).sum::<f64>() / count;
            assert!((square - 1.0).abs() < 1e-5, "{text}: {square}");
        }
    }
}

#[test]
fn a_feature_that_is_constant_in_training_is_0() {
    let table = Table {
        features: 2,
        inputs: (0..30).flat_map(|n| [n as f32, 0.1]).collect(),
        answers: split::Answers::values((0..30).map(f64::from).collect()),
    };
    let split = table.split(1, 0);
    for samples in [&split.train, &split.test] {
        assert!(samples.inputs.iter().skip(1).step_by(2).all(|x| *x == 0.0));
    }
}

/// Counts of scikit-learn's load_digits and load_breast_cancer, and Fisher's.
#[test]
fn real_data_have_their_published_class_counts() {
    const DIGITS: [usize; 10] = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
    for (text, counts) in [
        ("digits", &DIGITS[..]),
        ("breast_cancer", &[212, 357]),
        ("iris", &[50, 50, 50]),
    ] {
        let split = task(text).draw(2, 9);
        let train = class_counts(&split.train, counts.len());
        let test = class_counts(&split.test, counts.len());
        for (class, count) in counts.iter().enumerate() {
            assert_eq!(train[class] + test[class], *count, "{text}");
            assert_eq!(test[class], (count + 1) / 3, "{text}: held out");
        }
    }
    assert_eq!(task("digits").draw(2, 9).test.count, 599);
    // Moments of scikit-learn's data: mean pixel 4.8842, mean area 654.889,
    // mean progress 152.133.
    let mean = |table: &Table, feature: usize| {
        let values = table.inputs.iter().skip(feature).step_by(table.features);
        let count = (table.inputs.len() / table.features) as f64;
        values.map(|x| f64::from(*x)).sum::<f64>() / count
    };
    let digits = table(&task("digits"), 0, 0);
    let pixel = (0..64).map(|f| mean(&digits, f)).sum::<f64>() / 64.0;
    assert!((pixel - 4.884_165).abs() < 1e-4, "{pixel}");
    let diabetes = table(&task("diabetes"), 0, 0);
    let split::Answers::Values { truth, .. } = &diabetes.answers else {
        panic!("values");
    };
    let progress = truth.iter().sum::<f64>() / truth.len() as f64;
    assert!((progress - 152.133_484).abs() < 1e-4, "{progress}");
}

#[test]
fn curves_are_what_they_say() {
    let sine = table(&task("sine(frequency=3, samples=200)"), 1, 1);
    let split::Answers::Values { truth, seen } = &sine.answers else {
        panic!("values");
    };
    assert_eq!(truth, seen);
    for (x, y) in sine.inputs.iter().zip(truth) {
        assert!(x.abs() <= 1.0);
        let expected = (3.0 * std::f64::consts::PI * f64::from(*x)).sin();
        assert!((y - expected).abs() < 1e-12);
    }
    assert_eq!(curve::bump(0.0), 1.0);
    assert_eq!(curve::bump(1.0), 0.0);
    assert!((curve::bump(0.5) - (-1.0f64 / 3.0).exp()).abs() < 1e-15);
    // Noise reaches the training targets alone.
    let blurred = table(&task("square(samples=3000, noise=0.3)"), 1, 1);
    let split::Answers::Values { truth, seen } = &blurred.answers else {
        panic!("values");
    };
    let squares = truth.iter().zip(seen).map(|(a, b)| (a - b).powi(2));
    let deviation = (squares.sum::<f64>() / 3000.0).sqrt();
    assert!((deviation - 0.3).abs() < 0.016, "{deviation}");
}

#[test]
fn printing_reads_back() {
    for (text, printed) in [
        ("Breast-Cancer", "breast_cancer"),
        ("spirals(turns=3)", "spirals(3, 0.02, 1000)"),
        ("teacher", "teacher"),
        ("teacher(activation = tanh)", "teacher(activation=tanh)"),
        (
            "teacher(8, activation=hardtanh(-1, 2), depth=3)",
            "teacher(8, 3, 16, 1000, 0, activation=hardtanh(-1, 2))",
        ),
    ] {
        assert_eq!(task(text).to_string(), printed);
        assert_eq!(task(printed).to_string(), printed);
    }
}

#[test]
fn mistakes_are_told() {
    assert!(message("digit").contains("did you mean digits?"));
    assert!(message("digits(3)").contains("digits takes no parameters"));
    assert!(message("spirals(samples=3)").contains("samples must be from 12 to 100000, not 3"));
    assert!(message("spirals(turns=1e300)").contains("turns must be from"));
    assert!(message("sine(noise=-1)").contains("noise must be 0 or a number above"));
    assert!(message("teacher(width=1e9)").contains("width must be from 1 to 1024"));
    assert!(message("teacher(activation=rellu)").contains("did you mean relu"));
    assert!(message("teacher(activation=square)").contains("grows faster than a line"));
    assert!(message("teacher(activation=exponential)").contains("grows faster"));
    assert!(message("spirals(activation=relu)").contains("no parameter 'activation'"));
    assert!(message("data.csv").contains("is not of the form csv(FILE, target=COLUMN)"));
    assert!(message("csv(data.csv)").contains("not of the form"));
    assert!(message("csv(data.csv, target=)").contains("not of the form"));
    assert!(message("csv(no/such.csv, target=1)").contains("is the path right?"));
}

/// A file, its task or the message about it.
fn file(text: &str, rest: &str) -> Result<Task, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let path = file.path().display().to_string();
    Task::parse(&format!("csv({path}, {rest})"))
        .map_err(|error| error.to_string().replace(&path, "f.csv"))
}

#[test]
fn the_answers_of_a_file_are_classes_or_values() {
    let named = "a,kind,b\n1,cat,2\n3,dog,4\n5,cat,1\n2,cat,2\n1,dog,7\n0,dog,0\n";
    let whole = "1,0\n2,1\n3,0\n4,1\n5,1\n6,0\n";
    let real = "1,0.5\n2,1\n3,0\n4,1\n";
    let classes = Kind::Classification { classes: 2 };
    let values = Kind::Regression { outputs: 1 };
    for (text, rest, kind) in [
        (named, "target=kind", classes),
        (named, "target=2", classes),
        (whole, "target=2", classes),
        (whole, "target=2, values", values),
        (whole, "target=1", classes_of_six()),
        (real, "target=2", values),
    ] {
        match file(text, rest) {
            Ok(task) => assert_eq!(task.kind(), kind, "{rest}"),
            Err(error) => assert!(
                kind == classes_of_six() && error.contains("class '1' has 1 rows"),
                "{error}"
            ),
        }
    }
    let task = file(named, "target=kind").unwrap();
    assert_eq!(task.features(), 2);
    let table = table(&task, 0, 0);
    assert_eq!(table.inputs[..4], [1.0, 2.0, 3.0, 4.0]);
    assert!(task.to_string().ends_with(", target=kind, classes)"));
    let many: String = (0..40).map(|n| format!("{n},{}\n", n % 21)).collect();
    assert_eq!(file(&many, "target=2").unwrap().kind(), values);
}

fn classes_of_six() -> Kind {
    Kind::Classification { classes: 6 }
}

#[test]
fn mistakes_of_a_file_are_told_with_their_line() {
    for (text, rest, message) in [
        ("a,b\n1,2\n3\n", "target=a", "f.csv: line 3: 1 cells where"),
        (
            "a,b\n1,2\nx,2\n1,2\n",
            "target=b",
            "f.csv: line 3: column 1: 'x' is not a number; features are numbers",
        ),
        (
            "a,b\n1,2\n2,y\n1,2\n",
            "target=b, values",
            "f.csv: line 3: column 2: 'y' is not a finite f32; with 'classes'",
        ),
        (
            "a,b\n1,2\n2,2\n1,2\n",
            "target=c",
            "f.csv: there is no column 'c': take a number from 1 to 2; its header names a, b",
        ),
        (
            "1,2\n2,2\n1,2\n",
            "target=3",
            "f.csv: there is no column '3': take a number from 1 to 2; it has no header",
        ),
        ("a,b\n1,2\n", "target=b", "f.csv: it has 1 rows; a third"),
        ("", "target=1", "f.csv: there is no row in it"),
        (
            "a\n1\n2\n3\n",
            "target=a",
            "f.csv: there is no column beside",
        ),
        (
            "1,2\n2,2\n1,2\n",
            "target=2",
            "f.csv: every row is of class '2'",
        ),
        (
            "1,x\n2,y\n1,x\n3,x\n",
            "target=2",
            "f.csv: line 2: class 'y' has 1 rows",
        ),
    ] {
        let error = file(text, rest).unwrap_err();
        assert!(error.starts_with(message), "{error}");
    }
}
