//! The verdict that opens the report of a study, from its figures alone.

use super::advice::Advice;
use super::candidate::Candidate;
use super::cost::Cost;
use super::criteria::{Criterion, FormatFigure, State, Thresholds, judge, nearest};
use super::evidence::Gradient;
use super::figures::Figures;
use super::ranking::Row;
use super::ranking_table::{gradient_word, per_cent};
use super::sentence::headline;
use crate::analysis::Metric;
use crate::report::{Tables, Throughput, distinct, percent, short, textwrap};
use crate::study::Figure;

/// For each choice of weights, at the greatest depth and width and with the
/// first input: the answer, and who stands on which rank. Formats count where
/// nets were run in them; of several the first that is neither f32 nor f64
/// does. Empty for nets of one layer.
///
/// The figures hold no trials, so that activations tie where their intervals
/// meet, which is more cautious than the paired test of [`super::rank`] on trials.
pub fn study_verdict(
    tables: &Tables,
    thresholds: &Thresholds,
    costs: &[Throughput],
    width: usize,
) -> String {
    let mut text = String::new();
    for weights in distinct(tables.summary.iter().map(|f| f.weights.as_str())) {
        if let Some(verdict) = of_weights(tables, weights, thresholds, costs) {
            text.push_str(&textwrap(&verdict, width));
        }
    }
    if text.is_empty() {
        return text;
    }
    let rules = format!(
        "Ranked by the gradient (ratio within a factor of {}), then the format (noise below {} and \
         less than {} lost at every layer), then the units (less than {} dead); a criterion holds \
         or fails where its whole interval does, and of gradients that fail the ratio nearer to 1 \
         comes first. Ties, where intervals meet or differ by less \
         than a factor of {} or {}, share a rank. `actlab advise` has the evidence.\n",
        thresholds.kept_within,
        thresholds.noise,
        per_cent(thresholds.lost),
        per_cent(thresholds.dead),
        thresholds.factor,
        per_cent(thresholds.share),
    );
    format!("\n{text}{}", textwrap(&rules, width))
}

fn of_weights(
    tables: &Tables,
    weights: &str,
    thresholds: &Thresholds,
    costs: &[Throughput],
) -> Option<String> {
    let mut own = tables.summary.iter().filter(|f| f.weights == weights);
    let input = own.next()?.input.as_str();
    let units = own.map(|f| f.width).max()?;
    let of_net =
        |f: &&Figure| (f.weights.as_str(), f.input.as_str(), f.width) == (weights, input, units);
    let summary: Vec<&Figure> = tables.summary.iter().filter(of_net).collect();
    let layers: Vec<&Figure> = tables.layers.iter().filter(of_net).collect();
    let depths = distinct(summary.iter().map(|f| f.depth));
    let deepest = depths.iter().copied().max().filter(|depth| *depth > 1)?;
    let noisy = layers.iter().filter(|f| f.metric == Metric::NoiseToSignal);
    let formats = distinct(noisy.filter_map(|f| f.format.as_deref()));
    let format = formats
        .iter()
        .find(|f| !["f32", "f64"].contains(f))
        .or(formats.first());
    let format = format.copied();
    let figures = Figures {
        summary: &summary,
        layers: &layers,
        format,
    };
    let activations = distinct(summary.iter().map(|f| f.activation.as_str()));
    let candidates: Vec<Candidate> = activations
        .into_iter()
        .map(|activation| {
            let at = |depth: usize| figures.evidence(activation, depth);
            let judged = |depth: &usize| (*depth, judge(&at(*depth), thresholds));
            let evidence = at(deepest);
            Candidate {
                activation: activation.to_string(),
                label: activation.to_string(),
                judgement: judge(&evidence, thresholds),
                evidence,
                by_depth: depths.iter().map(judged).collect(),
                cost: Cost::of_criterion(activation, costs),
            }
        })
        .collect();
    let is_unknown =
        |own: &Candidate| matches!(own.evidence.gradient, Gradient::Unknown | Gradient::Lost);
    if candidates.iter().all(is_unknown) {
        return None;
    }
    let advice = Advice::ranked(deepest, candidates, *thresholds);
    let format_words = match format {
        Some(format) => format!(", in {format}"),
        None => " (no net was run in a number format)".to_string(),
    };
    Some(format!(
        "Verdict, {weights} weights, {input} input, width {units}, depth {deepest}{format_words}: \
         {}\nRanks: {}.\n",
        headline(&advice, format),
        ranks(&advice),
    ))
}

/// `1 relu, gelu; 3 tanh (explodes 103)`.
fn ranks(advice: &Advice) -> String {
    let same = |a: &Row, b: &Row| a.rank == b.rank;
    let of_rank = |rows: &[Row]| {
        let names = rows.iter().map(|row| {
            let own = advice.of(row);
            let faults = faults(own, &advice.thresholds);
            match faults.is_empty() {
                true => own.label.clone(),
                false => format!("{} ({})", own.label, faults.join(", ")),
            }
        });
        let names: Vec<String> = names.collect();
        format!("{} {}", rows[0].rank, names.join(", "))
    };
    let ranks: Vec<String> = advice.rows.chunk_by(same).map(of_rank).collect();
    ranks.join("; ")
}

/// What speaks against it, in a word each.
fn faults(own: &Candidate, thresholds: &Thresholds) -> Vec<String> {
    let is_fault = |criterion| own.state(criterion) > State::NotMeasured;
    let mut faults = Vec::new();
    if is_fault(Criterion::Gradient) {
        let value = match &own.evidence.gradient {
            Gradient::Ratio(ratio) => format!(" {}", short(ratio.value)),
            _ => String::new(),
        };
        faults.push(format!("{}{value}", gradient_word(own)));
    }
    let doubt = |criterion| match own.state(criterion) {
        State::Unsettled => "?",
        _ => "",
    };
    if is_fault(Criterion::Format) {
        let shown = match nearest(&own.evidence, thresholds) {
            FormatFigure::Noise => own
                .evidence
                .noise
                .as_ref()
                .map(|e| format!("noise {}", short(e.value))),
            FormatFigure::Lost => own
                .evidence
                .lost
                .as_ref()
                .map(|e| format!("lost {}", percent(e.value))),
        };
        faults.extend(shown.map(|shown| shown + doubt(Criterion::Format)));
    }
    if let Some(dead) = own
        .evidence
        .dead
        .as_ref()
        .filter(|_| is_fault(Criterion::Units))
    {
        faults.push(format!(
            "{} dead{}",
            percent(dead.value),
            doubt(Criterion::Units)
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::sample;
    use crate::verdict::sample::thresholds;

    fn verdict(edit: impl Fn(&mut Figure)) -> String {
        let mut summary = sample::summary(&["normal"], &["he", "glorot"], &[8, 64]);
        summary.iter_mut().for_each(edit);
        let tables = Tables {
            layers: Vec::new(),
            summary,
        };
        study_verdict(&tables, &thresholds(), &[], 1000)
    }

    #[test]
    fn the_deepest_net_of_each_weights_is_judged() {
        let text = verdict(|figure| {
            if figure.metric == Metric::GradientRatio {
                let ratio = if figure.activation == "relu" {
                    1.0
                } else {
                    1e-9
                };
                figure.geometric_mean = Some(ratio);
                figure.geometric_low = Some(0.9 * ratio);
                figure.geometric_high = Some(1.1 * ratio);
            }
        });
        assert_eq!(text.matches("Verdict, ").count(), 2, "{text}");
        assert!(
            text.contains("depth 64 (no net was run in a number format)"),
            "{text}"
        );
        assert!(text.contains("relu is enough here"), "{text}");
        assert!(text.contains("(vanishes 1.0e-9"), "{text}");
        assert!(text.contains("within a factor of 10"), "{text}");
    }

    #[test]
    fn what_has_no_figure_is_no_verdict() {
        assert_eq!(
            study_verdict(
                &Tables {
                    layers: Vec::new(),
                    summary: Vec::new()
                },
                &thresholds(),
                &[],
                80
            ),
            ""
        );
        let text = verdict(|figure| {
            (figure.mean, figure.low, figure.high) = (None, None, None);
            (figure.geometric_mean, figure.geometric_low) = (None, None);
        });
        assert_eq!(text, "");
    }
}
