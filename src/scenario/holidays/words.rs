//! What the name of an event says of its day, in Chinese calendars: off, worked instead, or neither.
//!
//! Only whole words count: 休闲活动 is no day off and 班会 no day worked. So the name is taken apart at blanks and signs, and a
//! part says something if it is made of these words and names of holidays, and of nothing else.

use crate::time::DayKind;

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Off, or worked instead.
    Kind(DayKind),
    /// Shifted (调休), without which way.
    Shifted,
    /// It names a public holiday and says no more.
    Holiday,
    /// Nothing of the kind.
    Nothing,
}

/// Names of holidays that are off by law; the eve of Spring Festival was a working day up to 2024. Longer names first.
const HOLIDAYS: [&str; 16] = [
    "五一国际劳动节",
    "国际劳动节",
    "五一劳动节",
    "十一国庆节",
    "元旦节",
    "劳动节",
    "清明节",
    "端午节",
    "中秋节",
    "国庆节",
    "元旦",
    "春节",
    "清明",
    "端午",
    "中秋",
    "国庆",
];
/// Words of days worked instead, of days off, of shifting, and words that say nothing.
const WORK: [&str; 5] = ["上班", "补班", "调班", "工作日", "班"];
const OFF: [&str; 6] = ["放假", "休假", "休息", "假期", "休", "假"];
const SHIFTED: [&str; 1] = ["调休"];
const OTHER: [&str; 6] = ["除夕", "节假日", "法定", "期间", "日", "补"];

/// What the name of an event says.
pub(super) fn said(name: &str) -> Said {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let (mut work, mut off, mut shifted, mut holiday) = (false, false, false, false);
    for part in parts.filter(|part| !part.is_empty() && !is_count(part)) {
        let Some(words) = words_of(part) else { continue };
        work |= words.contains(&Word::Work);
        off |= words.contains(&Word::Off);
        shifted |= words.contains(&Word::Shifted);
        holiday |= words.contains(&Word::Holiday);
    }
    // A day worked instead may be called 调休上班, or 春节假期补班.
    match (work, off, shifted) {
        (true, ..) => Said::Kind(DayKind::Work),
        (_, true, _) => Said::Kind(DayKind::Off),
        (_, _, true) => Said::Shifted,
        _ if holiday && only_holiday(name) => Said::Holiday,
        _ => Said::Nothing,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Work,
    Off,
    Shifted,
    Holiday,
    Other,
}

/// The words that a part is made of, without what counts its days; `None` if anything else is in it.
fn words_of(part: &str) -> Option<Vec<Word>> {
    let part = part
        .split_once('第')
        .map_or(part, |(before, rest)| if is_count(&format!("第{rest}")) { before } else { part });
    let is_year = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let part = part.split_once('年').filter(|(year, _)| is_year(year)).map_or(part, |(_, rest)| rest);
    let kinds: [(&[&str], Word); 5] = [
        (&HOLIDAYS, Word::Holiday),
        (&SHIFTED, Word::Shifted),
        (&WORK, Word::Work),
        (&OFF, Word::Off),
        (&OTHER, Word::Other),
    ];
    let mut rest = part;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (word, kind) = kinds
            .iter()
            .flat_map(|(words, kind)| words.iter().map(move |word| (*word, *kind)))
            .find(|(word, _)| rest.starts_with(word))?;
        found.push(kind);
        rest = &rest[word.len()..];
    }
    Some(found)
}

/// Whether a part counts days: `第1天`, `共8天`, `2024`, `2024年`.
fn is_count(part: &str) -> bool {
    let rest = part.strip_prefix(['第', '共']).unwrap_or(part);
    let rest = rest.strip_suffix(['天', '日', '年']).unwrap_or(rest);
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// Whether nothing but holidays and counts is in a name: 国庆晚会 is no holiday.
fn only_holiday(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && !is_count(part))
        .all(|part| words_of(part).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_count() {
        let (work, off) = (Said::Kind(DayKind::Work), Said::Kind(DayKind::Off));
        for (name, expected) in [
            ("元旦（休）", off),
            ("元旦(休)", off),
            ("春节 放假", off),
            ("元旦放假", off),
            ("春节假期休息", off),
            ("春节(休)第1天/共8天", off),
            ("国庆节 休 第3天/共7天", off),
            ("春节调休上班", work),
            ("春节 上班", work),
            ("春节调休(班)第1天/共2天", work),
            ("补班(调休)", work),
            ("清明 班", work),
            ("春节（调休）", Said::Shifted),
            ("元旦", Said::Holiday),
            ("2024年国庆节", Said::Holiday),
            ("国庆节 第2天/共7天", Said::Holiday),
            ("休闲活动", Said::Nothing),
            ("班会", Said::Nothing),
            ("三班 班会", Said::Nothing),
            ("1班 家长会", Said::Nothing),
            ("值班", Said::Nothing),
            ("国庆晚会", Said::Nothing),
            ("国庆 晚会", Said::Nothing),
            ("情人节", Said::Nothing),
            ("除夕", Said::Nothing),
            ("立春", Said::Nothing),
            ("", Said::Nothing),
        ] {
            assert_eq!(said(name), expected, "{name}");
        }
    }
}
