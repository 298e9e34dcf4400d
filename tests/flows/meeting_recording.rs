//! The recording of a meeting and its transcript: beside the minutes, and for whom.

use crate::{
    meeting_live::chair,
    meeting_minutes::{decided_in_private, draft, held, published},
    on_each_engine,
    storage::limits,
};
use docket::sandbox::{Message, Upload};

fn transcript(bytes: impl Into<Vec<u8>>) -> Upload {
    let (filename, content_type) = ("talk.vtt".to_owned(), Some("text/vtt".to_owned()));
    let bytes: Vec<u8> = bytes.into();
    Upload { filename, content_type, bytes: bytes.into() }
}

/// A transcript of so many bytes.
fn long(bytes: usize) -> Upload {
    transcript(vec![b'x'; bytes])
}

on_each_engine! {
    async fn a_recording_is_linked_beside_the_topics(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let chair = chair(world);
        chair.types("/meeting recording url:over there meeting:Standup").await.sees("a web address").sees("nothing was kept");
        let form = chair.types("/meeting recording meeting:Standup").await;
        form.opens("The recording").submits(&[("url", "")]).await.sees("Nothing was kept");
        let line = "/meeting recording url:https://example.com/rec transcript:talk.vtt meeting:Standup";
        let talk = transcript(b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello\n\n00:01:30.000 --> 00:01:40.000\nNames\n");
        chair.types_with(line, talk).await.sees("The recording is kept, and its transcript is being fetched");
        world.settle().await;
        let (message, file) = published(world).await;
        assert!(message.text().contains("Recording: https://example.com/rec"), "{}", message.text());
        assert!(file.contains("[▶ 01:30](https://example.com/rec?t=90)"), "{file}");
    }

    async fn a_transcript_takes_room_as_files_do(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        let chair = chair(world);
        limits(world, "Files of one member (MB)", "1").await.sees("1 MB at most");
        let counted = async || {
            world.settle().await;
            world.count("SELECT COALESCE((SELECT length FROM request_storage WHERE user_id = 0), 0)").await
        };
        let line = "/meeting recording transcript:talk.vtt meeting:Standup";
        chair.types_with(line, long(600_000)).await.sees("The transcript is being fetched");
        assert_eq!(counted().await, 600_000);
        // Another one takes the place of the first, also where both together would be too much.
        chair.types_with(line, long(700_000)).await.sees("The transcript is being fetched");
        assert_eq!(counted().await, 700_000);
        let refused = chair.types_with(line, long(1_100_000)).await;
        refused.is_private().sees("There is no room for the transcript, so nothing was changed");
        refused.sees("may take 1 MB here").sees("`/settings show`");
        assert_eq!(counted().await, 700_000);
        assert_eq!(world.count("SELECT transcript_length FROM meeting_recording").await, 700_000, "the old one is kept");
        chair.types("/meeting recording url:https://example.com/rec meeting:Standup").await.sees("The recording is kept");
        assert_eq!(counted().await, 700_000);
        // What a request brings counts with it.
        let feedback = |text: &str| format!("/feedback text:{text} file:talk.vtt");
        chair.types_with(&feedback("The export fails"), long(600_000)).await.sees("talk.vtt was not kept");
        chair.types_with(&feedback("Dark mode hurts"), long(200_000)).await.sees_not("was not kept");
        assert_eq!(counted().await, 900_000);
    }

    async fn a_transcript_can_be_a_link(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let chair = chair(world);
        for bad in ["http://example.com/said", "over there"] {
            let line = format!("/meeting recording link:{bad} meeting:Standup");
            chair.types(&line).await.sees("begins with `https://`").sees("nothing was kept");
        }
        let line = "/meeting recording link:https://example.com/said meeting:Standup";
        chair.types(line).await.sees("The link to the transcript is kept; the minutes are published again with it");
        world.settle().await;
        let (message, file) = published(world).await;
        assert!(message.text().contains("the transcript was added"), "{}", message.text());
        // The second topic was begun two minutes after the first.
        assert!(file.contains("[02:00](https://example.com/said)"), "{file}");
        for text in [message.text(), file] {
            assert!(text.contains("Transcript: https://example.com/said"), "{text}");
            assert!(!text.contains("Recording:"), "{text}");
        }
    }

    async fn a_transcript_is_read_again_with_the_minutes_by_who_may_read_all_of_them(world) {
        held(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let chair = chair(world);
        let talk = transcript(b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello\n");
        let line = "/meeting recording transcript:talk.vtt meeting:Standup";
        chair.types_with(line, talk).await.sees("The transcript is being fetched");
        world.settle().await;
        let (message, file) = published(world).await;
        assert!(file.contains("Revision 2: the transcript was added."), "{file}");
        assert_eq!(message.attachments.len(), 1, "in the channel stand the minutes alone");
        let files = |answer: &Message| -> Vec<String> {
            answer.attachments.iter().map(|file| file.filename.clone()).collect()
        };
        let shown = chair.types("/meeting minutes meeting:Standup").await;
        assert_eq!(files(shown.is_private().message()), ["minutes-revision-2.md", "talk.vtt"]);
        // It may name customers, whom not everybody may know.
        let guest = world.member("Guest").in_channel("pm-sync").types("/meeting minutes meeting:Standup").await;
        assert!(!files(guest.message()).contains(&"talk.vtt".to_owned()));
    }

    async fn a_transcript_of_something_confidential_is_for_the_private_channel(world) {
        decided_in_private(world).await;
        chair(world).presses(&draft(world), "Publish").await.sees("published");
        world.settle().await;
        let line = "/meeting recording transcript:talk.vtt meeting:Standup";
        chair(world).types_with(line, transcript(b"[00:01] Quicksilver it is")).await.sees("The transcript is being fetched");
        world.settle().await;
        let files = async |name: &str| {
            let answer = world.member(name).in_channel("pm-sync").types("/meeting minutes meeting:Standup").await;
            answer.message().attachments.iter().map(|file| file.filename.clone()).collect::<Vec<String>>()
        };
        assert!(files("PM lead").await.contains(&"talk.vtt".to_owned()));
        assert!(!files("PM Platform").await.contains(&"talk.vtt".to_owned()));
    }
}
