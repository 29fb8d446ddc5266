//! What the columns of the answer are.

use super::plain_text::percent;
use crate::analysis::Scale;
use crate::study::Figure;

/// What the columns are; the shares too where a table has them.
pub fn legend(summary: &[Figure], tau: Option<f64>) -> String {
    let trials = summary.iter().map(|f| f.trials).max().unwrap_or(0);
    let shares = tau.map_or(String::new(), |tau| {
        format!(
            "dead: units with phi'(z) = 0 on the whole batch. saturated: pairs with |phi'(z)| < \
             {tau}. to 0 in F: non-zero gradient entries that round to zero in format F; all \
             three are means over the layers. {}",
            bound(summary)
        )
    });
    format!(
        "\ngradient ratio: gradient RMS of the first layer over that of the last, geometric mean \
         over {trials} trials or those that have one. {shares}Intervals and every layer are in \
         summary.csv and layers.csv.\n"
    )
}

/// A share of which no trial has a case is not zero: it has a bound.
fn bound(summary: &[Figure]) -> String {
    let zeros = summary
        .iter()
        .filter(|f| f.metric.scale() == Scale::Share && f.mean == Some(0.0));
    let highest = zeros.filter_map(|f| Some((f.high?, f.trials)));
    match highest.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((high, trials)) => format!(
            "A 0 says that there was no case in {trials} nets, so that at most {} of nets have one. ",
            percent(high)
        ),
        None => String::new(),
    }
}
