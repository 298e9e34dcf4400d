//! A year in which nothing goes wrong.

use crate::{
    on_each_engine,
    scene::{Scene, end},
};

on_each_engine! {
    async fn everything_comes_once_at_its_local_time(world) {
        let mut scene = Scene::new(world, world).await;
        scene.somebody_is_away().await;
        scene.somebody_is_covered().await;
        scene.somebody_takes_over().await;
        scene.time.goes_to(end()).await;
        scene.was_told_on_time();
    }
}
