//! What theory says of a net, in words.

use super::card::rounded;
use super::sheet::Sheet;
use super::theory::Question;
use actlab::number::Format;
use actlab::theory::{
    FixedPoint, Kernels, Lengths, MeanField, Phase, Rays, Shaping, Stability, WideNet,
    correlation_rate, deviation_flushed, dks_layer_slope, edge_of_chaos, flush_threshold,
    half_stable, tat_slope,
};

/// The card of a net.
pub fn whole(question: &Question, width: usize) -> String {
    let net = &question.net;
    let mut sheet = Sheet::new(width);
    sheet.title(&net.activation().label());
    sheet.field(
        "net",
        &format!(
            "sigma_w = {} ({}), sigma_b = {}, infinitely wide; {} layers",
            rounded(net.sigma_w_squared().sqrt()),
            question.origin,
            rounded(net.sigma_b_squared().sqrt()),
            question.depth
        ),
    );
    let lengths = net.lengths();
    sheet.heading("Lengths, V(q) = sigma_w^2 E[phi(u)^2] + sigma_b^2, u ~ N(0, q)");
    of_lengths(net, &lengths, &mut sheet);
    let q = net.settled_length(1.0);
    sheet.heading("Correlations");
    of_correlations(question, q, &mut sheet);
    sheet.heading("Gradients, from a first layer of length 1");
    of_gradients(question, &mut sheet);
    sheet.heading("Singular values of the Jacobian");
    of_spectrum(question, &mut sheet);
    sheet.heading("Critical scales");
    of_criticality(question, &mut sheet);
    if let Some(rays) = net.rays() {
        sheet.heading("Finite width, sigma_w = 1/sqrt(E[phi'^2]), no biases");
        of_finite_width(rays, question.depth, &mut sheet);
    }
    sheet.into_text()
}

fn layers(scale: f64) -> String {
    format!("{} layers", rounded(scale))
}

fn stability(point: &FixedPoint) -> String {
    let rate = match point.length_scale() {
        _ if point.is_marginal() => ", slower than exponentially".to_string(),
        Some(scale) if scale > 0.0 => format!(", xi_q = {}", layers(scale)),
        _ => String::new(),
    };
    match point.stability {
        Stability::Stable => format!("attracts{rate}"),
        Stability::Unstable => "repels".to_string(),
        Stability::HalfStable => "attracts from one side only".to_string(),
    }
}

fn of_lengths(net: &WideNet, lengths: &Lengths, sheet: &mut Sheet) {
    let mut words: Vec<String> = lengths
        .fixed_points
        .iter()
        .map(|point| {
            format!(
                "q* = {}: V' = {}, {}; chi_1 = {}",
                rounded(point.q),
                rounded(point.slope),
                stability(point),
                rounded(point.chi)
            )
        })
        .collect();
    if lengths.everywhere {
        words.push("every q: lengths stay as they are".to_string());
    } else if words.is_empty() {
        words.push("none".to_string());
    }
    sheet.fields("fixed points", &words);
    let far = match lengths.slope_at_infinity {
        Some(slope) if slope.is_infinite() => "V(q)/q grows without end".to_string(),
        Some(slope) => format!("V(q)/q -> {}", rounded(slope)),
        None => "V(q)/q has no limit".to_string(),
    };
    let end = match (lengths.grows, lengths.slope_at_infinity) {
        (false, _) => "long vectors do not diverge",
        (true, Some(slope)) if slope > 1.0 + 1e-9 && slope.is_finite() => {
            "long vectors diverge exponentially"
        }
        (true, Some(slope)) if slope.is_finite() => {
            "long vectors diverge, slower than exponentially"
        }
        (true, _) => "long vectors diverge, faster than exponentially",
    };
    sheet.field("far out", &format!("{far}; {end}"));
    let settled = match net.settled_length(1.0) {
        _ if lengths.everywhere => "stays".to_string(),
        Some(q) => format!("ends at q = {}", rounded(q)),
        None => "grows without end".to_string(),
    };
    sheet.field("from q = 1", &settled);
}

fn of_correlations(question: &Question, q: Option<f64>, sheet: &mut Sheet) {
    let (net, depth) = (&question.net, question.depth);
    let place = net.place();
    let phase = match place.phase {
        Phase::Ordered => "ordered: inputs become alike",
        Phase::Critical => "critical: the edge of chaos",
        Phase::Chaotic => "chaotic: inputs that are nearly alike part",
        Phase::Unbounded => "none: lengths diverge",
    };
    let chi = place
        .chi
        .map_or(String::new(), |chi| format!(", chi_1 = {}", rounded(chi)));
    sheet.field("phase", &format!("{phase}{chi}"));
    if let Some(q) = q.filter(|q| *q > 0.0) {
        let end = net.correlation_map(q).fixed_point();
        let scale = match end.depth_scale() {
            Some(scale) => format!("xi_c = {}", layers(scale)),
            None => "reached slower than exponentially".to_string(),
        };
        sheet.field(
            "c*",
            &format!(
                "{}, C'(c*) = {}, {scale}",
                rounded(end.c),
                rounded(end.slope)
            ),
        );
        if place.phase == Phase::Critical {
            let law = match (net.rays(), correlation_rate(net.activation(), q)) {
                (Some(rays), _) if rays.bend() > 0.0 && net.sigma_b_squared() == 0.0 => {
                    format!("1 - c_l ~ {} / l^2", rounded(rays.forgetting_limit()))
                }
                (None, Some(rate)) => format!("1 - c_l ~ {} / l", rounded(rate)),
                (None, None) if net.activation().has_surrogate() => String::new(),
                (None, None) => "1 - c_l falls like 1 / l^2".to_string(),
                _ => "correlations stay as they are".to_string(),
            };
            sheet.field("law", &law);
        }
    }
    let mut kernels = net.kernels(Kernels::first([1.0, 1.0], 1.0));
    // The first of them is the first layer.
    let deep = kernels.nth(depth.min(2000) - 1);
    if let Some(deep) = deep.filter(|deep| deep.deficit.is_finite()) {
        let layer = depth.min(2000);
        // What is left of 0 after rounding is none.
        let shown = |c: f64| {
            if c.abs() < 1e-12 {
                "0".to_string()
            } else {
                rounded(c)
            }
        };
        let correlation = match deep.deficit < 1e-3 {
            true => format!("1 - {}", shown(deep.deficit)),
            false => shown(1.0 - deep.deficit),
        };
        sheet.field(
            "kernels",
            &format!(
                "two inputs of length 1 and correlation 0 have, at layer {layer}, a correlation \
                 of {correlation}, and a tangent kernel of {} of its diagonal",
                shown(deep.tangent_correlation())
            ),
        );
    }
}

fn of_gradients(question: &Question, sheet: &mut Sheet) {
    let (net, depth) = (&question.net, question.depth);
    let square = net.sigma_w_squared();
    let sigma_b = net.sigma_b_squared().sqrt();
    // An input that gives the first layer the length 1.
    let input = ((1.0 - sigma_b * sigma_b) / square).max(0.0);
    let field = MeanField::new(net.activation(), (square, square), sigma_b, input, depth);
    let Some(logs) = field.gradient_log_squares(depth) else {
        sheet.field("product", "none: lengths leave f64's range on the way");
        return;
    };
    let product = logs[0] + libm::log(square);
    let decades = product / std::f64::consts::LN_10;
    let shown = match decades.abs() < 290.0 || decades.is_infinite() {
        true => rounded(libm::exp(product)),
        false => format!("10^{decades:.1}"),
    };
    sheet.field(
        "product",
        &format!(
            "G_{depth} = prod chi_1(q_l) = {shown}: the mean square of a gradient over that at the \
         output; its root, a layer: {}",
            rounded(libm::exp(0.5 * product / depth as f64))
        ),
    );
    let mut rows = Vec::new();
    for name in ["f32", "bf16", "f16", "e5m2", "e4m3"] {
        let Ok(format) = Format::parse(name) else {
            continue;
        };
        let Ok(threshold) = flush_threshold(format, 1.0) else {
            continue;
        };
        let half = 2.0 * libm::log(deviation_flushed(threshold, 0.5));
        // The uppermost layer that is lost.
        let lost = (0..depth).rev().find(|layer| logs[*layer] <= half);
        rows.push(vec![
            name.to_string(),
            match lost {
                Some(layer) => format!("half of it is zero from layer {} down", layer + 1),
                None => "survives".to_string(),
            },
        ]);
    }
    sheet.rows("rounded", &rows);
}

fn of_spectrum(question: &Question, sheet: &mut Sheet) {
    let spectrum = question.net.spectrum(1.0, question.depth);
    let spread = |variance: f64| rounded((variance / (spectrum.mean * spectrum.mean)).sqrt());
    let has_mean = spectrum.mean.is_normal();
    if !has_mean {
        sheet.field("squared", "their mean leaves f64's range");
        return;
    }
    sheet.field("squared", &format!("mean {}", rounded(spectrum.mean)));
    sheet.field(
        "spread",
        &format!(
            "standard deviation over mean {} with normal weights, {} with orthogonal ones",
            spread(spectrum.variance_normal),
            spread(spectrum.variance_orthogonal)
        ),
    );
}

fn of_criticality(question: &Question, sheet: &mut Sheet) {
    let phi = question.net.activation();
    let own = question.net.sigma_b_squared().sqrt();
    let mut biases = vec![0.0, 0.1, 0.2, 0.3, 0.5];
    if !biases.contains(&own) {
        biases.push(own);
        biases.sort_by(f64::total_cmp);
    }
    let rows: Vec<Vec<String>> = biases
        .iter()
        .map(|sigma_b| {
            let points = edge_of_chaos(phi, sigma_b * sigma_b);
            let words: Vec<String> = points
                .iter()
                .map(|point| {
                    let q = point
                        .q
                        .map_or("every q".into(), |q| format!("q* = {}", rounded(q)));
                    let held = if point.holds() { "" } else { ", repels" };
                    format!(
                        "sigma_w = {}, {q}{held}",
                        rounded(point.sigma_w_squared.sqrt())
                    )
                })
                .collect();
            let words = if words.is_empty() {
                "none".to_string()
            } else {
                words.join("; ")
            };
            vec![format!("sigma_b = {}", rounded(*sigma_b)), words]
        })
        .collect();
    sheet.rows("chi_1 = 1", &rows);
    let half: Vec<String> = half_stable(phi)
        .iter()
        .map(|point| {
            format!(
                "sigma_w = {}, sigma_b = {}, q* = {}: chi_1 = 1 and V' = 1",
                rounded(point.sigma_w_squared.sqrt()),
                rounded(point.sigma_b_squared.sqrt()),
                point.q.map_or(String::new(), rounded)
            )
        })
        .collect();
    sheet.fields("half-stable", &half);
    let square = WideNet::new(phi.clone(), 1.0, 0.0).length_map(1.0);
    sheet.field(
        "gain",
        &format!(
            "sigma_w = {}: 1 / sqrt(E[phi^2]), He's for any activation; keeps q = 1",
            rounded(1.0 / square.sqrt())
        ),
    );
    let depth = question.depth;
    let is_leaky = phi
        .entry()
        .is_some_and(|e| ["leaky_relu", "prelu", "relu"].contains(&e.signature.name));
    if is_leaky {
        let slope = match tat_slope(depth, 0.9) {
            Some(slope) => format!(
                "slope {} takes c = 0 to 0.9 over {depth} layers",
                rounded(slope)
            ),
            None => format!("over {depth} layers even ReLU takes c = 0 to less than 0.9"),
        };
        sheet.field("TAT", &slope);
    } else if let Some(shaping) = Shaping::dks(phi, dks_layer_slope(depth, 1.5)) {
        sheet.field("DKS", &format!(
            "{} (phi({} z + {}) - {}) has C'(1) = 1.5 over {depth} layers, and Q(1) = Q'(1) = 1, C(0) = 0 of each",
            rounded(shaping.output_scale),
            rounded(shaping.input_scale),
            rounded(shaping.input_shift),
            rounded(-shaping.output_shift)
        ));
    }
}

fn of_finite_width(rays: Rays, depth: usize, sheet: &mut Sheet) {
    sheet.field(
        "kappa",
        &format!(
            "{}: E||Ju||^4 / E[||Ju||^2]^2 = (1 + kappa/n)^L",
            rounded(rays.kappa())
        ),
    );
    let rows: Vec<Vec<String>> = [32, 128, 512]
        .iter()
        .map(|width| {
            let fourth = rays.fourth_moment(&vec![*width; depth]);
            let law = rays.log_ratio(*width);
            let depth = depth as f64;
            let typical = depth * law.mean / std::f64::consts::LN_10;
            let spread = (depth * law.variance).sqrt() / std::f64::consts::LN_10;
            vec![
                format!("n = {width}"),
                format!("{}", rounded(fourth)),
                format!(
                    "log10 ||Ju||^2 = {} +- {}",
                    rounded((1e4 * typical).round() / 1e4),
                    rounded((1e4 * spread).round() / 1e4)
                ),
            ]
        })
        .collect();
    sheet.rows(&format!("{depth} layers"), &rows);
}
