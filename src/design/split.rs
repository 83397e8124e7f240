//! Taking a text apart where no quotation mark and no bracket is open.

/// The places at which `is_cut` holds of a character outside quotes and brackets.
fn cuts(text: &str, is_cut: impl Fn(char) -> bool) -> Vec<usize> {
    let (mut quote, mut depth, mut escaped) = (None, 0_u32, false);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some(open) = quote {
            match c {
                _ if escaped => escaped = false,
                '\\' if open == '"' => escaped = true,
                c if c == open => quote = None,
                _ => {}
            }
            continue;
        }
        match c {
            '"' | '\'' => quote = Some(c),
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && is_cut(c) => found.push(at),
            _ => {}
        }
    }
    found
}

/// What stands before and behind the first `=`.
pub(super) fn key_and_value(text: &str) -> Option<(&str, &str)> {
    let at = *cuts(text, |c| c == '=').first()?;
    Some((text[..at].trim(), text[at + 1..].trim()))
}

/// The values of a list that is separated by commas.
pub(super) fn list(text: &str) -> Vec<&str> {
    let mut from = 0;
    let mut parts = Vec::new();
    for at in cuts(text, |c| c == ',') {
        parts.push(text[from..at].trim());
        from = at + 1;
    }
    parts.push(text[from..].trim());
    parts
}

/// What stands before and behind the first `..` outside quotes and brackets.
pub(super) fn range(text: &str) -> Option<(&str, &str)> {
    let at = cuts(text, |c| c == '.').windows(2).find(|pair| pair[0] + 1 == pair[1])?[0];
    Some((text[..at].trim(), text[at + 2..].trim()))
}

/// A text without the quotation marks around it.
pub(super) fn unquoted(text: &str) -> &str {
    let within = |mark| text.strip_prefix(mark).and_then(|text: &str| text.strip_suffix(mark));
    within('"').or_else(|| within('\'')).filter(|text| !text.contains(['"', '\'', '\\'])).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_brackets_hold_together() {
        assert_eq!(key_and_value("a.\"b=c\".d = 1=2"), Some(("a.\"b=c\".d", "1=2")));
        assert_eq!(key_and_value("a.b"), None);
        assert_eq!(list("1, \"a,b\",[2,3], {x=1,y=2}"), ["1", "\"a,b\"", "[2,3]", "{x=1,y=2}"]);
        assert_eq!(range("0.5..1.5:.25"), Some(("0.5", "1.5:.25")));
        assert_eq!((range("0.5"), range("\"a..b\""), range("[0..1]")), (None, None, None));
        assert_eq!([unquoted("\"10d\""), unquoted("'x'"), unquoted("10d")], ["10d", "x", "10d"]);
    }
}
