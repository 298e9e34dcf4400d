//! A year in which nothing goes wrong.

use crate::{on_each_engine, scene::Scene};

on_each_engine! {
    async fn everything_comes_once_at_its_local_time(world) {
        let mut scene = Scene::new(world, world).await;
        scene.plays_the_year().await;
        scene.was_told_on_time();
    }
}
