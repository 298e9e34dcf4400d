//! What people and doors can do in the workspace: one public function, one transaction.

mod area;
mod area_list;
mod channel;
mod check;
mod complete;
mod customer;
mod customer_channel;
mod customer_list;
mod find;
mod handed_role;
mod holiday;
mod known;
mod merge;
mod person;
mod presence;
mod record;
mod settings;
mod undelivered;

pub use area::*;
pub use area_list::*;
pub use channel::*;
pub use check::*;
pub use complete::*;
pub use customer::*;
pub use customer_channel::*;
pub use customer_list::*;
pub use find::*;
pub use handed_role::*;
pub use holiday::*;
pub use known::*;
pub use merge::*;
pub use person::*;
pub use presence::*;
pub use settings::*;
pub use undelivered::*;
