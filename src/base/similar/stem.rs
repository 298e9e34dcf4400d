//! Endings of English words, taken off with a light hand.

/// `word`, in lower case, without its plural, -ing or -ed ending.
///
/// Meant for comparing, not for reading: two forms of a word must give the same text, which need
/// not be a word itself. Short words and words with digits or other scripts stay as they are.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'') {
        return word.to_owned();
    }
    let word = word.strip_suffix("'s").unwrap_or(word);
    let singular = without_plural(word);
    let base = ["ing", "ed"].iter().find_map(|ending| verb_without(&singular, ending)).unwrap_or(singular);
    // "update" and "updat(ing)", "delete" and "delet(ed)" are to meet.
    match base.strip_suffix('e') {
        Some(shorter) if shorter.len() >= 3 => shorter.to_owned(),
        _ => base,
    }
}

fn without_plural(word: &str) -> String {
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() >= 2) {
        return format!("{base}y");
    }
    for ending in ["sses", "xes", "ches", "shes", "zzes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let is_plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    if is_plural { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}

/// `word` without the verb's `ending`, where a verb remains: three letters, one of them a vowel.
fn verb_without(word: &str, ending: &str) -> Option<String> {
    let base = word.strip_suffix(ending)?;
    if base.len() < 3 || !base.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        return None;
    }
    let bytes = base.as_bytes();
    let last = bytes[bytes.len() - 1];
    let is_doubled = bytes[bytes.len() - 2] == last && !matches!(last, b'l' | b's' | b'z' | b'e' | b'o');
    Some(if is_doubled { base[..base.len() - 1].to_owned() } else { base.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_meet() {
        for forms in [
            &["export", "exports", "exported", "exporting"][..],
            &["update", "updates", "updated", "updating"],
            &["stop", "stops", "stopped", "stopping"],
            &["reply", "replies"],
            &["box", "boxes"],
            &["search", "searches", "searched", "searching"],
            &["call", "calls", "called", "calling"],
            &["customer", "customers", "customer's"],
        ] {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
    }

    #[test]
    fn words_that_only_look_like_forms_stay() {
        for word in
            ["access", "status", "analysis", "bring", "string", "need", "sso", "7.2.1s", "größen", "pings1"]
        {
            assert_eq!(stem(word), word);
        }
    }
}
