//! Cells of comma-separated files that a spreadsheet will open.

use std::borrow::Cow;

/// Characters that make a spreadsheet take a cell for a formula, with their full-width twins
/// (OWASP, "CSV Injection").
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// `text` as one cell of a comma-separated file (RFC 4180): quoted where needed, and with an
/// apostrophe in front where a spreadsheet would run it as a formula. Plain numbers stay numbers.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let guarded = is_formula(text);
    if !guarded && !text.contains([',', '"', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let guard = if guarded { "'" } else { "" };
    Cow::Owned(format!("\"{guard}{}\"", text.replace('"', "\"\"")))
}

fn is_formula(text: &str) -> bool {
    // A tab or a carriage return in front is dropped by some programs, and the rest is then run.
    text.trim_start().starts_with(FORMULA_STARTS) && text.parse::<f64>().is_err()
        || text.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_only_where_it_must_be() {
        for (text, cell) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("-12.5", "-12.5"),
            ("", ""),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }

    #[test]
    fn a_formula_becomes_plain_text() {
        for text in ["=1+1", "@SUM(A1)", "+49 30 123", "-2+3", "\t=1", "  =cmd|' /C calc'!A0", "＝1"] {
            assert!(csv_cell(text).starts_with("\"'"), "{text:?} -> {}", csv_cell(text));
        }
    }
}
