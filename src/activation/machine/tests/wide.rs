//! [`Wide`] to some 95 bits, in both arithmetics.

use super::super::functions::apply;
use super::super::number::Number;
use super::super::wide::Wide;
use super::{pair, sizes};
use crate::activation::arithmetic::{Arithmetic, Fused, Separate};
use crate::activation::formula::Function;

/// Runs a law in both arithmetics.
macro_rules! in_both {
    ($($(#[$attribute:meta])* fn $name:ident<A>() $body:block)*) => {
        $(
            $(#[$attribute])*
            #[test]
            fn $name() {
                fn law<A: Arithmetic + 'static>() $body
                law::<Fused>();
                law::<Separate>();
            }
        )*
    };
}

fn exact<A: Arithmetic + 'static>(x: f64) -> Wide<A> {
    Wide::exact(x)
}

fn of<A: Arithmetic + 'static>(text: &str) -> Wide<A> {
    let (high, low) = pair(text);
    Wide::constant(high, low)
}

fn call<A: Arithmetic + 'static>(function: Function, x: Wide<A>) -> Wide<A> {
    apply(function, x).0
}

/// log2 of the relative error, -200 where there is none.
fn bits<A: Arithmetic + 'static>(got: Wide<A>, expected: Wide<A>) -> f64 {
    let off = got.minus(expected);
    if off.sign() == 0.0 {
        -200.0
    } else {
        off.over(expected).magnitude().rounded().log2()
    }
}

/// Asserts that two numbers agree to so many bits.
#[track_caller]
fn close<A: Arithmetic + 'static>(got: Wide<A>, expected: Wide<A>, least: f64, what: f64) {
    let found = bits(got, expected);
    assert!(found <= -least, "at {what:e}: off by 2^{found:.1}");
}

/// A function, where, and what it is there, to 34 digits, by mpmath.
const TABLE: &[(Function, f64, &str)] = &[
    (Function::Exp, 1.0, "2.718281828459045235360287471352662"),
    (
        Function::Exp,
        -0.3125,
        "0.7316156289466417911595594204914028",
    ),
    (
        Function::Exp,
        700.5,
        "1.67218596206749855724103607930212e+304",
    ),
    (
        Function::Exp,
        -600.25,
        "2.064130910929509482804658994489682e-261",
    ),
    (Function::Exp, 1e-20, "1.00000000000000000001"),
    (
        Function::Expm1,
        1e-10,
        "1.00000000005000003643386398580767e-10",
    ),
    (
        Function::Expm1,
        -0.75,
        "-0.5276334472589852928619534490567321",
    ),
    (
        Function::Expm1,
        0.34375,
        "0.4102260349257107056997279341815913",
    ),
    (
        Function::Expm1,
        50.0,
        "5.184705528587072464086453322933485e+21",
    ),
    (Function::Log, 2.0, "0.6931471805599453094172321214581766"),
    (
        Function::Log,
        0.71875,
        "-0.3302416868705768562794077754806867",
    ),
    (Function::Log, 1e300, "690.7755278982137052579021966605137"),
    (
        Function::Log,
        3e-300,
        "-689.6769156095455954336827922767907",
    ),
    (
        Function::Log,
        1.0000000001,
        "1.000000082690370990819669408035764e-10",
    ),
    (
        Function::Log1p,
        1e-10,
        "9.999999999500000364355306451876052e-11",
    ),
    (
        Function::Log1p,
        -0.39,
        "-0.4942963218147801411250467493888163",
    ),
    (Function::Log1p, 0.41, "0.343589704390076892857584244309344"),
    (
        Function::Log1p,
        -0.999,
        "-6.907755278982136163875554663928255",
    ),
    (Function::Log1p, 1e20, "46.05170185988091368036982909368728"),
    (Function::Sqrt, 2.0, "1.414213562373095048801688724209698"),
    (
        Function::Sqrt,
        0.1875,
        "0.4330127018922193233818615853764681",
    ),
    (
        Function::Sqrt,
        1e-301,
        "3.162277660168379437151459628648944e-151",
    ),
    (
        Function::Sqrt,
        1e301,
        "3.162277660168379415016208748197494e+150",
    ),
    (
        Function::Tanh,
        0.125,
        "0.1243530017715962080546472758058927",
    ),
    (
        Function::Tanh,
        -1.5,
        "-0.9051482536448664382423036964564956",
    ),
    (Function::Tanh, 18.0, "0.9999999999999995360954339512862299"),
    (
        Function::Sigmoid,
        0.375,
        "0.5926665999540697587660599875124139",
    ),
    (
        Function::Sigmoid,
        -40.0,
        "4.248354255291588977280720904404506e-18",
    ),
    (
        Function::Sigmoid,
        -600.0,
        "2.650396553004310816338679447269583e-261",
    ),
    (
        Function::Softplus,
        0.5,
        "0.9740769841801066808729973550811707",
    ),
    (
        Function::Softplus,
        -36.0,
        "2.319522830243569119302955608681201e-16",
    ),
    (
        Function::Softplus,
        -600.0,
        "2.650396553004310816338679447269583e-261",
    ),
    (
        Function::Softplus,
        40.0,
        "40.00000000000000000424835425529159",
    ),
    (
        Function::Erf,
        0.0625,
        "7.043197772238707805059005592329674e-2",
    ),
    (Function::Erf, 0.999, "0.8422852702064969416389683388178466"),
    (Function::Erf, 1.001, "0.8431154854780762790335590899221555"),
    (Function::Erf, -2.5, "-0.9995930479825550410604357842600251"),
    (
        Function::Erf,
        1e-30,
        "1.128379167095512667931239777030729e-30",
    ),
    (Function::Erfc, 0.5, "0.4795001221869534623172533461080355"),
    (
        Function::Erfc,
        0.999,
        "0.1577147297935030583610316611821534",
    ),
    (
        Function::Erfc,
        1.001,
        "0.1568845145219237209664409100778445",
    ),
    (
        Function::Erfc,
        5.0,
        "1.537459794428034850188343485383379e-12",
    ),
    (
        Function::Erfc,
        24.0,
        "1.648982583151933514218512437543747e-252",
    ),
    (Function::Erfc, -3.0, "1.999977909503001414558627223870418"),
    (Function::Sin, 0.78, "0.7032794192004102033104392071730039"),
    (
        Function::Sin,
        1.5703125,
        "0.9999998829558185532558464887863623",
    ),
    (
        Function::Sin,
        3.140625,
        "9.676534387822794649952900176795901e-4",
    ),
    (
        Function::Sin,
        100.0,
        "-0.5063656411097587936565576104597854",
    ),
    (Function::Sin, 1e6, "-0.3499935021712929521176524867807715"),
    (
        Function::Sin,
        1e-12,
        "9.999999999999999798866474625889487e-13",
    ),
    (Function::Cos, 0.78, "0.7109135380122773384771369291732946"),
    (
        Function::Cos,
        1.5703125,
        "4.838267760202486938048762907768741e-4",
    ),
    (
        Function::Cos,
        3.140625,
        "-0.9999995318233016117042070318821054",
    ),
    (
        Function::Cos,
        -100.0,
        "0.8623188722876839341019385139508425",
    ),
    (Function::Cos, 1e6, "0.9367521275331447869385325350749188"),
    (Function::Atan, 0.25, "0.2449786631268641541720824812112758"),
    (Function::Atan, 0.42, "0.3976279915221293007870971290371748"),
    (
        Function::Atan,
        0.999,
        "0.7848979133141150008586362532834225",
    ),
    (
        Function::Atan,
        1.001,
        "0.7858979134807815629577960910149655",
    ),
    (
        Function::Atan,
        -30.0,
        "-1.537475330916649422075173902618357",
    ),
    (Function::Atan, 1e15, "1.570796326794895619231321691639751"),
    (
        Function::Sinh,
        0.0078125,
        "7.812579473102232793758166823252875e-3",
    ),
    (Function::Sinh, 1.25, "1.601919080300825637902830301512214"),
    (
        Function::Sinh,
        -30.0,
        "-5.343237290762231073495234278582586e+12",
    ),
    (
        Function::Cosh,
        0.0078125,
        "1.000030517733345744899695392936871",
    ),
    (Function::Cosh, 1.25, "1.888423877161015738227715728160052"),
    (
        Function::Cosh,
        -30.0,
        "5.343237290762231073495234372158816e+12",
    ),
    (
        Function::Asinh,
        1e-5,
        "9.999999999833334151371372432744455e-6",
    ),
    (
        Function::Asinh,
        0.625,
        "0.5901436857819590021799374539730441",
    ),
    (
        Function::Asinh,
        -1e8,
        "-19.11382792451231080656116375893309",
    ),
];

in_both! {
    fn functions_have_the_digits_of_the_table<A>() {
        for &(function, x, value) in TABLE {
            let found = bits(call(function, exact::<A>(x)), of(value));
            assert!(found <= -95.0, "{function:?} of {x}: off by 2^{found:.1}");
        }
    }

    /// Sums, products, quotients and roots undo each other.
    fn arithmetic_is_undone_by_its_inverse<A>() {
        let third = exact::<A>(1.0).over(exact(3.0));
        for x in sizes() {
            let number = exact::<A>(x).times(third);
            for y in [1.0, -7.3, 1e-3, 1e5] {
                let other = number.times(exact(y)).plus(number.scaled(-20.0));
                close(number.plus(other).minus(other), number, 80.0, x);
                close(number.times(other).over(other), number, 99.0, x);
            }
            let root = number.magnitude().sqrt();
            close(root.squared(), number.magnitude(), 99.0, x);
        }
    }

    fn exponential_and_logarithm_are_inverse<A>() {
        for x in sizes().filter(|x| *x > 0.0) {
            let number = exact::<A>(x);
            // The error of the logarithm is relative to its size, up to 2^10.
            close(call(Function::Exp, number.log()), number, 86.0, x);
            close(call(Function::Expm1, number.log1p()), number, 85.0, x);
            if x < 1e9 {
                // e^x is near 1 for small x.
                let least = 95.0 + x.log2().min(0.0);
                close(call(Function::Exp, number).log(), number, least, x);
            }
        }
        for x in sizes().filter(|x| x.abs() < 30.0) {
            let (minus_one, _) = exact::<A>(x).exponentials();
            // Far below 0, e^x - 1 is near -1.
            let least = 92.0 + (x * std::f64::consts::LOG2_E).min(0.0);
            close(minus_one.log1p(), exact(x), least, x);
        }
    }

    fn exponential_of_a_sum_is_the_product<A>() {
        for (a, b) in [(0.3, 0.4), (-20.1, 7.7), (1e5, -3.3), (-1e9, 1e9 + 1.0)] {
            let (a, b) = (exact::<A>(a), exact::<A>(b));
            let product = call(Function::Exp, a).times(call(Function::Exp, b));
            close(call(Function::Exp, a.plus(b)), product, 66.0, a.rounded());
        }
    }

    /// e^(10^6) and e^(-10^6) are numbers.
    fn numbers_leave_the_range_of_f64_and_come_back<A>() {
        for size in [1e3, 1e6, 1e9] {
            let up = call(Function::Exp, exact::<A>(size));
            let down = call(Function::Exp, exact::<A>(-size));
            assert_eq!((up.rounded(), down.rounded()), (f64::INFINITY, 0.0));
            assert!(down.sign() > 0.0);
            close(up.times(down), exact(1.0), 95.0 - size.log2(), size);
            close(up.log(), exact(size), 95.0, size);
            close(down.sqrt().squared(), down, 99.0, size);
        }
    }

    fn squares_of_sine_and_cosine_add_to_one<A>() {
        for x in sizes().filter(|x| x.abs() < 1e9) {
            let (sine, cosine) = exact::<A>(x).sine_cosine();
            close(sine.squared().plus(cosine.squared()), exact(1.0), 97.0, x);
            let (twice, _) = exact::<A>(2.0 * x).sine_cosine();
            // Relative to 1, as the reduction is.
            let error = twice.minus(sine.times(cosine).scaled(1.0)).rounded();
            assert!(error.abs() <= 1e-28 * (1.0 + x.abs()), "at {x}: {error:e}");
        }
    }

    /// Where neighbouring numbers are further apart than a period, too.
    fn far_sines_have_the_digits_of_f64<A>() {
        for (x, sine, cosine) in [
            (1e22, -0.852_200_849_767_188_8, 0.523_214_785_395_139),
            (f64::from(f32::MAX), -0.521_876_523_333_658_5, 0.853_021_039_830_304_2),
        ] {
            assert!(exact::<A>(x).is_far());
            let (s, c) = exact::<A>(x).far_sine_cosine();
            assert!((s.rounded() - sine).abs() <= 2e-16, "sin({x:e})");
            assert!((c.rounded() - cosine).abs() <= 2e-16, "cos({x:e})");
        }
        let (s, c) = Wide::<A>::input(f64::INFINITY).far_sine_cosine();
        assert!(s.rounded().is_nan() && c.rounded().is_nan());
    }

    fn tangent_of_the_arc_is_the_number<A>() {
        for x in sizes() {
            let (sine, cosine) = exact::<A>(x).atan().sine_cosine();
            if x.abs() < 1e6 {
                let least = 90.0 - x.abs().log2().max(0.0);
                close(sine.over(cosine), exact(x), least, x);
            } else {
                close(sine.magnitude(), exact(1.0), 39.0, x);
            }
        }
    }

    fn error_functions_add_to_one<A>() {
        for x in sizes().filter(|x| x.abs() < 1e3) {
            let (erf, erfc, gauss) = exact::<A>(x).error_functions();
            close(erf.plus(erfc), exact(1.0), 99.0, x);
            let (_, mirrored, _) = exact::<A>(-x).error_functions();
            close(erfc.plus(mirrored), exact(2.0), 99.0, x);
            let square = call(Function::Exp, exact::<A>(x).squared());
            let least = 92.0 - (x * x).log2().max(0.0);
            close(gauss.times(square), exact(1.0), least, x);
        }
    }

    /// erfc has no gap at 1, where another formula begins.
    fn error_functions_are_continuous<A>() {
        let step = libm::scalbn(1.0, -52);
        for x in [1.0, -1.0] {
            let erfc = |x: f64| exact::<A>(x).error_functions().1;
            let (below, above) = (erfc(x - step), erfc(x + step));
            let slope = apply(Function::Erfc, exact::<A>(x)).1;
            close(above.minus(below), slope.scaled(-51.0), 40.0, x);
        }
    }

    fn hyperbolic_functions_are_those_of_the_exponential<A>() {
        for x in sizes().filter(|x| *x < 700.0 && *x > 1e-6) {
            let number = exact::<A>(x);
            let sinh = call(Function::Sinh, number);
            let cosh = call(Function::Cosh, number);
            close(sinh.plus(cosh), call(Function::Exp, number), 92.0, x);
            close(call(Function::Tanh, number), sinh.over(cosh), 92.0, x);
            close(call(Function::Asinh, sinh), number, 90.0, x);
            for function in [Function::Sinh, Function::Tanh, Function::Asinh] {
                let mirrored = call(function, number.negative()).negative();
                close(mirrored, call(function, number), 200.0, x);
            }
        }
    }

    fn sigmoid_and_softplus_are_those_of_the_mirror_image<A>() {
        for x in sizes().filter(|x| x.abs() < 700.0 && x.abs() > 1e-6) {
            let [above, below] = [exact::<A>(x), exact(-x)];
            let sigmoid = |x| call(Function::Sigmoid, x);
            let softplus = |x| call(Function::Softplus, x);
            close(sigmoid(above).plus(sigmoid(below)), exact(1.0), 98.0, x);
            // Both are near log(2) for small x.
            let least = 94.0 + x.abs().log2().min(0.0);
            close(softplus(above).minus(softplus(below)), above, least, x);
        }
    }

    /// Every f64 is a number, and rounding it gives it back.
    fn rounding_gives_every_f64_back<A>() {
        let subnormal = [f64::from_bits(1), f64::from_bits(3), 1.1e-308, -2.3e-315];
        let ends = [0.0, f64::MIN_POSITIVE, f64::MAX, f64::MIN];
        for x in sizes().chain(subnormal).chain(ends) {
            assert_eq!(exact::<A>(x).rounded(), x);
        }
        let infinite = Wide::<A>::input(f64::NEG_INFINITY);
        assert_eq!(infinite.rounded(), f64::NEG_INFINITY);
    }

    /// At the ends of f64, where a number is not yet in the form of the others.
    fn functions_work_at_the_ends_of_f64<A>() {
        let ln_2 = exact::<A>(2.0).log();
        let ends = [(f64::from_bits(1), -1074.0), (libm::scalbn(1.0, 1023), 1023.0)];
        for (x, power) in ends {
            let number = exact::<A>(x);
            let log1p = if power < 0.0 { number } else { number.log() };
            close(number.log(), ln_2.times(exact(power)), 95.0, x);
            close(number.sqrt().squared(), number, 99.0, x);
            close(number.log1p(), log1p, 95.0, x);
            assert_eq!(number.over(number).rounded(), 1.0);
            assert_eq!(number.minus(number.scaled(-1.0)).scaled(1.0).rounded(), x);
        }
    }

    fn rounding_ends_in_subnormals_zero_and_infinity<A>() {
        let smallest = f64::from_bits(1);
        for (high, exponent, rounded) in [
            (1.0, -1074.0, smallest),
            (1.0, -1075.0, 0.0),
            (1.5, -1075.0, smallest),
            (1.5, -1074.0, f64::from_bits(2)),
            (1.75, -1074.0, f64::from_bits(2)),
            (-1.25, -1074.0, -smallest),
            (1.0, -1e9, 0.0),
            (1.0, 1023.0, libm::scalbn(1.0, 1023)),
            (1.0, 1024.0, f64::INFINITY),
            (-1.0, 1e9, f64::NEG_INFINITY),
        ] {
            let number = exact::<A>(high).scaled(exponent);
            assert_eq!(number.rounded(), rounded, "{high} 2^{exponent}");
        }
    }

    fn outside_of_their_domain_functions_have_no_value<A>() {
        let zero = exact::<A>(0.0);
        let one = exact::<A>(1.0);
        assert_eq!(zero.log().rounded(), f64::NEG_INFINITY);
        assert_eq!(one.negative().log1p().rounded(), f64::NEG_INFINITY);
        assert_eq!(one.over(zero).rounded(), f64::INFINITY);
        assert_eq!(one.negative().over(zero).rounded(), f64::NEG_INFINITY);
        assert!(zero.over(zero).rounded().is_nan());
        assert!(one.negative().log().rounded().is_nan());
        assert!(one.negative().sqrt().rounded().is_nan());
        assert_eq!(zero.sqrt().rounded(), 0.0);
    }
}
