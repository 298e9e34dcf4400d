//! Names that people give, looked up in the workspace room before a transaction begins.

use crate::{
    contract::Context,
    error::{Error, Refusal},
    request::words,
    workspace::{self, Area, Customer},
};

/// What a name led to.
pub enum Lookup<T> {
    Found(T),
    /// Nobody of that name; the refusal offers the names that come close.
    Unknown(Refusal),
    /// The area called so, by its name, is put away.
    Archived(String),
}

impl<T> Lookup<T> {
    /// Turns the refusal of a lookup into a value, so that the request can be filed all the same.
    fn of(result: Result<T, Error>) -> Result<Self, Error> {
        match result {
            Ok(found) => Ok(Lookup::Found(found)),
            Err(Error::Refused(refusal)) => Ok(Lookup::Unknown(refusal)),
            Err(fault) => Err(fault),
        }
    }

    /// What was found.
    ///
    /// # Errors
    /// The refusal of a command that does nothing without it.
    pub fn or_refused(self) -> Result<T, Refusal> {
        match self {
            Lookup::Found(found) => Ok(found),
            Lookup::Unknown(refusal) => Err(refusal),
            Lookup::Archived(name) => Err(words::archived(&name)),
        }
    }
}

/// The customer called `name`, by an option of the command.
pub async fn customer(cx: &Context, name: &str) -> Result<Lookup<Customer>, Error> {
    Lookup::of(workspace::known_customer(cx, name).await)
}

/// The customer called `name` inside a text; hyphens may stand for spaces, as in `@acme-corp`.
pub async fn inline_customer(cx: &Context, name: &str) -> Result<Option<Customer>, Error> {
    let first = workspace::customer_named(&cx.db, cx.guild.id, name).await?;
    let spaced = name.replace(['-', '_'], " ");
    if first.is_some() || spaced == name {
        return Ok(first);
    }
    workspace::customer_named(&cx.db, cx.guild.id, &spaced).await
}

/// The area in use called `name` among `areas`; hyphens may stand for spaces, as in `#user-management`.
pub fn area<'a>(areas: &'a [Area], name: &str) -> Lookup<&'a Area> {
    let picked = workspace::pick_area(areas, name);
    let picked = picked
        .or_else(|refusal| workspace::pick_area(areas, &name.replace(['-', '_'], " ")).map_err(|_| refusal));
    match picked {
        Ok(area) if area.is_archived => Lookup::Archived(area.name.clone()),
        Ok(area) => Lookup::Found(area),
        Err(refusal) => Lookup::Unknown(refusal),
    }
}
