//! SQL of the room.

mod forget;
mod item;
mod release;
mod retro;

pub use forget::{Touched, forget_texts_of, naming, nobody, releases_of, written_by};
pub use item::{
    Named, asked, find_item, follow, followers, insert_item, items_in, items_of, lock_item, open_of,
    save_item, stop_waiting, unfollow, waiting_before, waiting_people,
};
pub use release::{all_after, find, insert, lock, named, save, shipped, to_come};
pub use retro::{find_retro, insert_retro, retros_of};
