//! What a room offers to agendas. The room of meetings stands above all that offer something and knows none of them: it asks
//! through [`Neighbours::agenda`](crate::contract::Neighbours::agenda), shows each thing once, and says of a section that
//! failed that it did. What a member owes a meeting is the same sections, asked with
//! [`AgendaScope::OwedBy`].

pub use crate::contract::{AgendaAsk, AgendaEntry, AgendaScope, AgendaSection};
