//! Guards what the compiler does not: the order of floors, small files, a single clock, licences, and documents that
//! say what the code does.

mod circles;
mod documents;
mod files;
mod floors;
mod forgetting;
mod kit;
mod licences;
mod sources;
mod tables;
