//! Attributes that are read off latent factors.

use super::super::read::section::Section as _;
use super::super::sections::attributes::{AttributeSection, Attributes};
use super::Compiler;
use crate::population::{ITEM_NAMES, ITEMS, LATENTS, Latent, Marks, Rating, Readings};
use crate::words::say;

/// What an attribute's score becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A share that follows a line.
    Share,
    /// A count of marks that the score lies below.
    Below,
    /// A count of marks that it lies above.
    Above,
    /// Whether it lies above one mark.
    Whether,
    /// Nothing here: its law stands elsewhere.
    Score,
}

/// Of each attribute, in the order of [`ITEM_NAMES`].
const FORMS: [Form; ITEMS] = [
    Form::Share,
    Form::Below,
    Form::Below,
    Form::Whether,
    Form::Above,
    Form::Share,
    Form::Below,
    Form::Share,
    Form::Share,
    Form::Share,
    Form::Below,
    Form::Score,
    Form::Share,
];

impl Form {
    /// The keys that say it, with an example.
    const fn keys(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Share => &[("intercept", "0.5"), ("slope", "2.2")],
            Self::Below => &[("below", "[0.0, -0.6, -1.1]")],
            Self::Above => &[("above", "[-1.0, 0.0, 1.0]")],
            Self::Whether => &[("above", "[-0.2]")],
            Self::Score => &[],
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Share => say!(AttributeShare),
            Self::Below | Self::Above => say!(AttributeCount),
            Self::Whether => say!(AttributeWhether),
            Self::Score => say!(AttributeScore),
        }
    }
}

/// Whether a section says a key.
fn says(section: &AttributeSection, key: &str) -> bool {
    match key {
        "intercept" => section.intercept.is_some(),
        "slope" => section.slope.is_some(),
        "below" => section.below.is_some(),
        "above" => section.above.is_some(),
        "law" => section.law.is_some(),
        "share" => section.share.is_some(),
        "values" => section.values.is_some(),
        "column" => section.column.is_some(),
        _ => section.spans().wrote(key),
    }
}

impl Compiler<'_> {
    /// What each item is read off, and how.
    pub(super) fn items(&mut self, attributes: &Attributes) -> Option<([Latent; ITEMS], Readings)> {
        let before = self.found.len();
        for (name, form) in ITEM_NAMES.into_iter().zip(FORMS) {
            if let Some(section) = attributes.0.get(name) {
                self.form(name, form, section);
                if let Some(latent) = &section.latent {
                    self.position(say!(LatentFactor), latent, &LATENTS, section.place("latent"));
                }
            }
        }
        if self.found.len() > before {
            return None;
        }
        let section = |name: &str| attributes.0.get(name);
        let mut latents = [Latent::new(0, 0.0); ITEMS];
        for (latent, name) in latents.iter_mut().zip(ITEM_NAMES) {
            let section = section(name)?;
            let factor = LATENTS.iter().position(|known| Some(*known) == section.latent.as_deref())?;
            *latent = Latent::new(factor as u8, section.loading?);
        }
        let rating = |name: &str| {
            let section = section(name)?;
            Some(Rating { intercept: section.intercept?, slope: section.slope? })
        };
        let below = |name: &str| Some(Marks::below(section(name)?.below.as_ref()?));
        let readings = Readings {
            takeover_risk: rating("takeover_risk")?,
            remote_logins: below("remote_logins")?,
            abnormal_transactions: below("abnormal_transactions")?,
            verification_enabled: *section("verification_enabled")?.above.as_ref()?.first()?,
            fields_filled: Marks::above(section("fields_filled")?.above.as_ref()?),
            accuracy: rating("accuracy")?,
            recent_edits: below("recent_edits")?,
            regularity: rating("regularity")?,
            diversity: rating("diversity")?,
            large_share: rating("large_share")?,
            cash_outs: below("cash_outs")?,
            credit_report: rating("credit_report")?,
        };
        Some((latents, readings))
    }

    /// Faults of an attribute that says another form than its own, or not the whole of it.
    fn form(&mut self, name: &str, form: Form, section: &AttributeSection) {
        if !self.sound(section) {
            return;
        }
        let keys = form.keys();
        let others = [
            "law",
            "share",
            "values",
            "column",
            "sum",
            "difference",
            "product",
            "ratio",
            "least",
            "greatest",
        ];
        for key in ["intercept", "slope", "below", "above"].into_iter().chain(others) {
            if says(section, key) && !keys.iter().any(|(own, _)| *own == key) {
                let message = say!(AttributeHasNoSuchKey, name = name, form = form.words(), key = key);
                let help = match keys {
                    [] => say!(AttributeTakeOut, key = key),
                    [(own, _)] => say!(AttributeTakeOutFor, key = key, own = own),
                    [(one, _), (other, _), ..] => {
                        say!(AttributeTakeOutForBoth, key = key, one = one, other = other)
                    }
                };
                self.fault(section.place(key), message, say!(ChangesNothing), help);
            }
        }
        if let (Form::Whether, Some(marks)) = (form, &section.above)
            && marks.len() != 1
        {
            let message = say!(AttributeMarks, name = name, form = form.words(), count = marks.len());
            self.fault(section.place("above"), message, say!(MustBeOneMark), say!(WriteOneMark));
        }
    }
}
