//! The table of papers: one file and one line each.

mod balduzzi_2017;
mod clevert_2015;
mod fp8_2022;
mod glorot_2010;
mod hanin_2018;
mod hanin_nica_2020;
mod hayou_2019;
mod he_2015;
mod hendrycks_2016;
mod klambauer_2017;
mod lu_2019;
mod martens_2021;
mod micikevicius_2018;
mod misra_2019;
mod pennington_2017;
mod poole_2016;
mod ramachandran_2017;
mod roberts_2022;
mod schoenholz_2017;
mod telgarsky_2016;
mod yarotsky_2017;
mod zhang_2022;

use super::finding::Finding;
use super::measured::Measured;
use super::{ReproduceError, Reproduction, Setting, published};
use crate::naming::{self, Signature};
use crate::report::chart::{Panel, panels};

/// A paper whose figures are measured again.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Its name on the command line.
    pub name: &'static str,
    /// Authors, year, title, number.
    pub citation: &'static str,
    /// What is reproduced.
    pub claim: &'static str,
    /// Some seconds on two cores.
    pub seconds: u32,
    published: &'static str,
    measure: fn(Setting) -> Result<Measurements, ReproduceError>,
}

/// What a paper's file measures.
#[derive(Debug)]
pub(super) struct Measurements {
    /// By the names of the published figures.
    pub figures: Vec<(&'static str, Measured)>,
    /// Title and caption of the chart.
    pub title: &'static str,
    pub caption: String,
    pub panels: Vec<Panel>,
}

macro_rules! papers {
    ($($module:ident $name:literal $seconds:literal $citation:literal $claim:literal;)*) => {
        const PAPERS: &[Paper] = &[$(Paper {
            name: $name,
            citation: $citation,
            claim: $claim,
            seconds: $seconds,
            published: include_str!(concat!("../../../data/published/", $name, ".csv")),
            measure: $module::measure,
        },)*];
    };
}

papers! {
    glorot_2010 "glorot-2010" 6
        "Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks, AISTATS, PMLR 9:249-256"
        "normalised weights keep the Jacobian's singular values near 0.8, standard ones near 0.5";
    clevert_2015 "clevert-2015" 2
        "Clevert, Unterthiner and Hochreiter 2015, Fast and accurate deep network learning by exponential linear units, arXiv:1511.07289"
        "ELU's mean activation is nearer to zero than ReLU's";
    he_2015 "he-2015" 5
        "He, Zhang, Ren and Sun 2015, Delving deep into rectifiers, ICCV, arXiv:1502.01852"
        "ReLU nets need twice Glorot's variance: 30 layers leave 2^-30 of a gradient's";
    hendrycks_2016 "hendrycks-2016" 1
        "Hendrycks and Gimpel 2016, Gaussian error linear units, arXiv:1606.08415"
        "the minimum of GELU, and how far its approximations are from it";
    poole_2016 "poole-2016" 9
        "Poole, Lahiri, Raghu, Sohl-Dickstein and Ganguli 2016, Exponential expressivity in deep neural networks through transient chaos, NeurIPS, arXiv:1606.05340"
        "the length of a signal forgets where it came from, and correlations come to c*";
    telgarsky_2016 "telgarsky-2016" 1
        "Telgarsky 2016, Benefits of depth in neural networks, COLT, arXiv:1602.04485"
        "k layers of two units make 2^k linear pieces";
    balduzzi_2017 "balduzzi-2017" 8
        "Balduzzi et al. 2017, The shattered gradients problem, ICML, arXiv:1702.08591"
        "gradients at two inputs decorrelate like 2^-L under an assumption that real nets break";
    klambauer_2017 "klambauer-2017" 4
        "Klambauer, Unterthiner, Mayr and Hochreiter 2017, Self-normalizing neural networks, NeurIPS, arXiv:1706.02515"
        "SELU holds mean 0 and variance 1; its gradients still grow by 3.5 % a layer";
    pennington_2017 "pennington-2017" 20
        "Pennington, Schoenholz and Ganguli 2017, Resurrecting the sigmoid in deep learning through dynamical isometry, NeurIPS, arXiv:1711.04735"
        "orthogonal weights narrow a tanh net's singular values, not a ReLU net's";
    ramachandran_2017 "ramachandran-2017" 1
        "Ramachandran, Zoph and Le 2017, Searching for activation functions, arXiv:1710.05941"
        "the minimum of Swish";
    schoenholz_2017 "schoenholz-2017" 6
        "Schoenholz, Gilmer, Ganguli and Sohl-Dickstein 2017, Deep information propagation, ICLR, arXiv:1611.01232"
        "lengths come to q*, gradients grow by chi_1 a layer; depth scales xi_q and xi_c";
    yarotsky_2017 "yarotsky-2017" 1
        "Yarotsky 2017, Error bounds for approximations with deep ReLU networks, arXiv:1610.01145"
        "a ReLU net of depth m computes x^2 to exactly 2^(-2m-2)";
    hanin_2018 "hanin-2018" 6
        "Hanin 2018, Which neural net architectures give rise to exploding and vanishing gradients?, NeurIPS, arXiv:1801.03744"
        "a gradient's fourth moment grows with the sum of 1/width over the layers";
    micikevicius_2018 "micikevicius-2018" 2
        "Micikevicius et al. 2018, Mixed precision training, ICLR, arXiv:1710.03740"
        "where f16 rounds gradients to zero, and what a loss scale saves";
    hayou_2019 "hayou-2019" 9
        "Hayou, Doucet and Rousseau 2018, 2019, On the impact of the activation function on deep neural networks training, ICML, arXiv:1805.08266, 1902.06853"
        "the edge of chaos, of ReLU and of smooth activations; and a pair for Swish that has no fixed point";
    lu_2019 "lu-2019" 6
        "Lu, Shin, Su and Karniadakis 2019, Dying ReLU and initialization, CiCP 28:1671, arXiv:1903.06733"
        "narrow deep ReLU nets are born dead with a probability that goes to 1";
    misra_2019 "misra-2019" 1
        "Misra 2019, Mish: a self regularized non-monotonic neural activation function, arXiv:1908.08681"
        "the minimum of Mish";
    hanin_nica_2020 "hanin-nica-2020" 4
        "Hanin and Nica 2020, Products of many large random matrices and gradients in deep neural networks, CMP 376:287, arXiv:1812.05994"
        "gradient norms are log-normal: the mean is kept while the typical net vanishes";
    fp8_2022 "fp8-2022" 1
        "Micikevicius et al. 2022, FP8 formats for deep learning, arXiv:2209.05433"
        "limits of E4M3 and E5M2";
    martens_2021 "martens-2021" 3
        "Martens et al. 2021, Rapid training of deep neural networks without skip connections or normalization layers using deep kernel shaping, arXiv:2110.01765"
        "shaped activations keep lengths and slopes";
    roberts_2022 "roberts-2022" 1
        "Roberts, Yaida and Hanin 2022, The principles of deep learning theory, arXiv:2106.10165"
        "half-stable points of GELU and Swish";
    zhang_2022 "zhang-2022" 1
        "Zhang, Botev and Martens 2022, Deep learning without shortcuts: shaping the kernel with tailored rectifiers, ICLR, arXiv:2203.08120"
        "the slope of Leaky ReLU for a given depth";
}

/// Every paper, by year.
pub fn papers() -> &'static [Paper] {
    PAPERS
}

impl Paper {
    /// The paper of this name.
    ///
    /// # Errors
    /// [`ReproduceError::Name`], naming the nearest ones.
    pub fn find(name: &str) -> Result<&'static Paper, ReproduceError> {
        let signature = |paper: &Paper| Signature {
            name: paper.name,
            aliases: &[],
            parameters: &[],
        };
        let signatures: Vec<Signature> = PAPERS.iter().map(signature).collect();
        let (index, _) = naming::resolve("paper", name, &signatures)?;
        Ok(&PAPERS[index])
    }

    /// Measures the paper's figures and compares them with what is published.
    ///
    /// # Errors
    /// [`ReproduceError`].
    pub fn reproduce(&self, setting: Setting) -> Result<Reproduction, ReproduceError> {
        let published = published::read(self.name, self.published)?;
        let measured = (self.measure)(setting)?;
        for (figure, _) in &measured.figures {
            if !published.iter().any(|p| p.figure == *figure) {
                return Err(ReproduceError::Published {
                    paper: self.name,
                    problem: format!("there is no figure '{figure}'"),
                });
            }
        }
        let findings = published.into_iter().map(|published| {
            let mut figures = measured.figures.iter();
            let found = figures.find(|(figure, _)| *figure == published.figure);
            Finding::new(published, found.map(|(_, measured)| *measured))
        });
        Ok(Reproduction {
            findings: findings.collect(),
            chart: panels(measured.title, &measured.caption, &measured.panels)?,
        })
    }
}
