//! What becomes of an old press: a button or a form that was drawn before the thing that it is about changed, or one that
//! is delivered again after it changed the thing itself.

use crate::{
    contract::{Answer, Context, Line, Source},
    db::Tx,
    error::{Error, Refusal},
};

/// Lets an action go on with what a person saw: the transaction, when the thing still has the `version` that the button
/// or form was drawn with, or when none was. Otherwise the action ends with [`outdated`].
///
/// # Errors
/// [`Error::Answered`] or a refusal when the press is an old one.
pub async fn fresh(
    cx: &Context,
    tx: Tx,
    version: i64,
    refusal: impl FnOnce() -> Refusal,
    as_it_is: impl Future<Output = Answer>,
) -> Result<Tx, Error> {
    if cx.version.is_none_or(|seen| seen == version) {
        return Ok(tx);
    }
    Err(outdated(cx, tx, refusal, as_it_is).await)
}

/// Ends an action whose press is about something that is different by now; its transaction changes nothing.
///
/// A second delivery gets its first answer. A form is refused with `refusal`, so that what was typed is kept and counts
/// when it is sent again. Anything else is shown the thing `as_it_is`, which is asked for only then and opens a transaction
/// of its own where it needs one.
pub async fn outdated(
    cx: &Context,
    tx: Tx,
    refusal: impl FnOnce() -> Refusal,
    as_it_is: impl Future<Output = Answer>,
) -> Error {
    drop(tx);
    let answered =
        |answer: Answer| answer.map_or_else(|error| error, |reply| Error::Answered(Box::new(reply)));
    match cx.first_answer().await {
        Err(error) => error,
        Ok(Some(first)) => answered(Ok(first)),
        Ok(None) if matches!(cx.source, Source::Form { .. }) => refusal().outdated().into(),
        Ok(None) => answered(as_it_is.await),
    }
}

/// Says of a press that came too late for `name`, in markdown, that nothing was done; the thing as it is now stands below.
pub fn press_is_old(name: &str) -> String {
    format!("{name} has changed since that button was drawn, so nothing was done. This is how it is now.")
}

/// The same where what was wanted may still be wanted.
pub fn press_again(name: &str) -> String {
    format!(
        "{name} has changed since that button was drawn, so nothing was done. Here it is as it stands; press again if you \
         still want to."
    )
}

/// Refuses a form that was opened before the last change of `name`, such as `REQ-12`, escaped already; `show` shows it as it is.
pub fn form_is_old(name: &str, show: Line) -> Refusal {
    Refusal::new(format!(
        "{name} has changed since that form was opened, so nothing was saved. What you typed is kept; look first, then send \
         it again if you still want to."
    ))
    .offer("Show it as it is", show)
}
