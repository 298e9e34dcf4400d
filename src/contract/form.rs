//! The form of a command, as its manifest draws it.

use super::{
    leaf,
    line::Line,
    reply::{Form, Input},
    spec::{Leaf, OptionKind},
};
use crate::error::{Error, Fault};

/// Discord's limit for the text of one input, in characters.
const INPUT_MAX: u16 = 4000;

/// Opens the form of the command that `line` runs, filled with what `value` knows of each option.
///
/// # Errors
/// A fault when that command has no form.
pub fn open_form(line: Line, value: impl Fn(&str) -> Option<String>) -> Result<Form, Error> {
    let path = line.path().to_owned();
    let form = leaf(&path).and_then(|leaf| form(leaf, line, value));
    Ok(form.ok_or_else(|| Fault::Broken(format!("`{path}` has no form")))?)
}

/// The form of `leaf`, filled with what `value` knows of each option; `None` when the manifest has no form.
///
/// Options of `line` that are not inputs of the form stay in the line.
pub fn form(leaf: &Leaf, line: Line, value: impl Fn(&str) -> Option<String>) -> Option<Form> {
    let spec = leaf.form.as_ref()?;
    let inputs = spec.inputs.iter().filter_map(|name| {
        let option = leaf.option(name)?;
        let max_length = option.max.filter(|_| is_text(option.kind)).and_then(|max| u16::try_from(max).ok());
        Some(Input {
            name: option.name.to_owned(),
            label: option.label.to_owned(),
            placeholder: option.placeholder.to_owned(),
            value: value(option.name).unwrap_or_default(),
            is_required: option.is_required,
            is_long: option.kind == OptionKind::LongText,
            max_length: max_length.unwrap_or(INPUT_MAX).min(INPUT_MAX),
        })
    });
    let inputs = inputs.collect();
    let kept = line.options().filter(|(name, _)| !spec.inputs.contains(name));
    let mut bare = kept.fold(Line::new(line.path()), |bare, (name, value)| bare.with(name, value));
    if let Some(version) = line.row_version() {
        bare = bare.version(version);
    }
    Some(Form { title: spec.title.to_owned(), line: bare, inputs })
}

fn is_text(kind: OptionKind) -> bool {
    matches!(kind, OptionKind::Text | OptionKind::LongText)
}
