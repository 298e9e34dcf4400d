//! SQL of the workspace, and what its rows mean. Writes take the transaction; reads take the query, so that the
//! same one serves inside a transaction and outside.

/// The columns of a customer; in its statements the table is called `live`.
macro_rules! columns {
    () => {
        "live.id, live.name, live.alias, live.tier, live.value, live.account_owner_user_id, \
         live.merged_into_id, live.version, live.used_at"
    };
}

mod area;
mod customer;
mod customer_links;
mod customer_list;
mod customer_names;
mod forget;
mod guild;
mod handed_role;
mod news;
mod person;
mod setting;

pub use area::*;
pub use customer::*;
pub use customer_links::*;
pub use customer_list::*;
pub use customer_names::{MOST_NAMES, has_most_names, names};
pub use forget::*;
pub use guild::*;
pub use handed_role::*;
pub use news::*;
pub use person::*;
pub use setting::*;
