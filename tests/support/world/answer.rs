//! What came of something a person did.

use super::Person;
use docket::sandbox::{Form, Handle, Message, Outcome};
use serde_json::Value;

/// The answer, as the person sees it.
pub struct Answer<'w> {
    pub person: Person<'w>,
    pub outcome: Outcome,
    /// The interaction behind it, when it reached docket.
    pub handle: Option<Handle>,
}

impl<'w> Answer<'w> {
    /// Everything that can be read in it, also what a form is filled in with.
    pub fn text(&self) -> String {
        let Outcome::Form(form) = &self.outcome else { return self.outcome.text() };
        let inputs = inputs(form);
        let texts =
            inputs.iter().flat_map(|input| [&input["label"], &input["value"]]).filter_map(Value::as_str);
        std::iter::once(form.title.as_str()).chain(texts).collect::<Vec<_>>().join("\n")
    }

    /// Asserts that the answer came and holds `text`.
    #[track_caller]
    pub fn sees(&self, text: &str) -> &Self {
        assert!(!matches!(self.outcome, Outcome::Failed(_)), "no answer came: {}", self.outcome.text());
        assert!(self.text().contains(text), "the answer does not hold “{text}”:\n{}", self.text());
        self
    }

    /// Asserts that the answer does not hold `text`.
    #[track_caller]
    pub fn sees_not(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "the answer holds “{text}”:\n{}", self.text());
        self
    }

    /// Asserts that only the person sees it.
    #[track_caller]
    pub fn is_private(&self) -> &Self {
        assert_eq!(self.message().private_to, Some(self.person.id), "not private: {}", self.text());
        self
    }

    /// Asserts that everyone in the channel sees it.
    #[track_caller]
    pub fn is_public(&self) -> &Self {
        assert_eq!(self.message().private_to, None, "not public: {}", self.text());
        self
    }

    /// Asserts that the message with the button changed, instead of a new one.
    #[track_caller]
    pub fn is_in_place(&self) -> &Self {
        assert!(matches!(self.outcome, Outcome::Update(_)), "nothing changed in place: {:?}", self.outcome);
        self
    }

    /// Asserts that Discord itself did not let it pass, or docket did not answer, and why.
    #[track_caller]
    pub fn fails(&self, why: &str) -> &Self {
        let Outcome::Failed(said) = &self.outcome else { panic!("it was answered: {}", self.text()) };
        assert!(said.contains(why), "it failed for another reason: {said}");
        self
    }

    /// The message, new or changed.
    #[track_caller]
    pub fn message(&self) -> &Message {
        self.outcome.message().unwrap_or_else(|| panic!("no message: {:?}", self.outcome))
    }

    /// The form that opened.
    #[track_caller]
    pub fn form(&self) -> &Form {
        self.outcome.form().unwrap_or_else(|| panic!("no form opened: {}", self.text()))
    }

    /// Asserts that a form opened with this title.
    #[track_caller]
    pub fn opens(&self, title: &str) -> &Self {
        assert_eq!(self.form().title, title);
        self
    }

    /// What the form's input `name` is filled in with.
    #[track_caller]
    pub fn filled_in(&self, name: &str) -> String {
        let inputs = inputs(self.form());
        let input = inputs.iter().find(|input| input["custom_id"] == name);
        let input = input.unwrap_or_else(|| panic!("the form has no input {name}"));
        input["value"].as_str().unwrap_or_default().to_owned()
    }

    /// The labels of the buttons.
    pub fn buttons(&self) -> Vec<String> {
        let components = self.message().all_components().into_iter();
        let labels = components.filter(|it| it["type"] == 2).filter_map(|it| it["label"].as_str());
        labels.map(str::to_owned).collect()
    }

    /// Presses a button of the answer.
    pub async fn presses(&self, label: &str) -> Answer<'w> {
        self.person.presses(self.message(), label).await
    }

    /// Chooses from a select of the answer.
    pub async fn chooses(&self, which: &str, value: &str) -> Answer<'w> {
        self.person.chooses(self.message(), which, value).await
    }

    /// Submits the form that opened.
    pub async fn submits(&self, inputs: &[(&str, &str)]) -> Answer<'w> {
        self.person.submits(self.form().id, inputs).await
    }
}

fn inputs(form: &Form) -> Vec<&Value> {
    let rows = form.components.iter();
    rows.filter_map(|row| row["components"].get(0).or_else(|| row.get("component"))).collect()
}
