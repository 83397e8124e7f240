//! The ledger of streams: what a draw is for.
//!
//! The enum is closed on purpose. Two uses of randomness that must not share numbers have two
//! entries here, and the discriminants are part of the reproducibility promise: they are never
//! renumbered, only appended to.

/// What a keyed stream is used for. One entity has one independent stream a purpose and attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Purpose {
    /// A day's random factor and its arrivals; the entity is the day.
    Arrivals = 0,
    /// Attributes of an applicant: latent factors and what is read off them.
    Attributes = 1,
    /// Card history: limit, utilisation, overdue months; or the row drawn from a table.
    Card = 2,
    /// Restriction kind, cause and days overdue.
    Cause = 3,
    /// Self-check of the cause, before an attempt.
    SelfCheck = 4,
    /// Adoption of `repay` and its delay.
    Repay = 5,
    /// Adoption of `secure` and its delay.
    Secure = 6,
    /// Adoption of `stop_edits` and its delay.
    StopEdits = 7,
    /// Adoption of `complete_profile` and its delay.
    CompleteProfile = 8,
    /// Adoption of `steady_habits` and its delay.
    SteadyHabits = 9,
    /// Adoption of `raise_external` and its delay.
    RaiseExternal = 10,
    /// Adoption of `submit_documents` and its delay.
    SubmitDocuments = 11,
    /// Time an applicant takes to get going before an attempt.
    Preparation = 12,
    /// Channel of an applicant; drop-off and return on the app path.
    Channel = 13,
    /// Intake handling time at the agents' desk.
    Intake = 14,
    /// Working days of the fixed review delay.
    FixedDelay = 15,
    /// Handling time of a human review.
    Handling = 16,
    /// The reviewer's occasion noise and verdict.
    Verdict = 17,
    /// A second reviewer's reading of the same case, for the flip rate.
    SecondReading = 18,
    /// Leniency of a reviewer; the entity is the reviewer.
    Leniency = 19,
    /// Patience while waiting for a decision.
    Patience = 20,
    /// Notice lag, channel, and whether it is seen.
    Notice = 21,
    /// Whether and when a refused applicant applies again.
    Reapply = 22,
    /// Whether an automatic refusal is taken to a human.
    HumanRequest = 23,
    /// Whether the account goes bad, and whether it is taken over.
    Outcome = 24,
    /// Calibration of the true-risk intercept on a synthetic portfolio.
    Portfolio = 25,
    /// Free: the duration of a screen, before delays were stages.
    Screen = 26,
    /// Which route an application takes from a stage.
    Route = 27,
    /// A decision by chance.
    Chance = 28,
    /// Patience in the line of a station.
    LinePatience = 29,
    /// Due date at a station.
    Due = 30,
    /// Whose turn it is in a line in random order; the entity is the number of the lot.
    Lot = 31,
    /// Failure (attempt 0) and repair (attempt 1) of a server; the entity is server and number.
    Breakdown = 32,
    /// Whether the system restores the account of someone who repays soon, without an application.
    UnaskedRestoration = 33,
    /// Diligence of an applicant, besides what their factors tell of it.
    Diligence = 34,
    /// Whether an applicant has shadows.
    Shadow = 35,
    /// Adoption of a behaviour that has no entry of its own here, and its delay; keyed by its name besides.
    Behaviour = 36,
    /// An attribute that a scenario defines; keyed by its name besides.
    OwnAttribute = 37,
    /// The latent number of a factor that a scenario defines; keyed by its name besides.
    OwnFactor = 38,
    /// Which replications are drawn again for intervals that hold together. Numbers before it are free.
    Resample = 48,
}
