//! Documents to BS2: they arrive whole and once, or not at all.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cadastro::Upload;
use cadastro::onboarding::{Client, Refusals as _};
use cadastro_sandbox::{Fault, Uploaded};
use futures_util::{StreamExt as _, stream};

use crate::company::company;
use crate::stage::{Stage, fate};

const UPLOAD: &str = "uploadArquivoParceiro";
const NOBODY: &str = "5c2b8d5e-93a1-4f5e-8d0b-0f5f2f6f3a11";

/// A stage with a company that was registered, and its id.
async fn registered(stage: &Stage) -> (Client, String) {
    let bs2 = stage.bs2();
    let answer = bs2.pre_register(&company()).await.unwrap();
    let id = answer.cliente_id.as_ref().unwrap().as_str().to_owned();
    (bs2, id)
}

fn documents(stage: &Stage, id: &str) -> Vec<Uploaded> {
    stage.sandbox.bs2().registration(id).unwrap().documents
}

fn content() -> Bytes {
    let mut dice = fastrand::Rng::with_seed(9);
    std::iter::repeat_with(|| dice.u8(..))
        .take(1 << 20)
        .collect()
}

fn in_pieces(name: &str, content: &Bytes, length: Option<u64>) -> Upload {
    let pieces: Vec<_> = content.chunks(10_007).map(Bytes::copy_from_slice).collect();
    Upload::from_stream(
        name,
        length,
        stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>)),
    )
}

#[tokio::test]
async fn a_mebibyte_arrives_from_memory_from_disk_and_from_a_stream() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    let content = content();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("do disco.pdf");
    std::fs::write(&path, &content).unwrap();
    let length = Some(content.len() as u64);
    for upload in [
        Upload::from_bytes("da memória.pdf", content.clone()),
        Upload::from_path(&path).await.unwrap(),
        in_pieces("em pedaços.pdf", &content, length),
        in_pieces("sem fim à vista.pdf", &content, None),
    ] {
        let known = upload.length();
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&told);
        let upload = upload.with_progress(move |sent, total| {
            assert_eq!(total, known);
            listener.lock().unwrap().push(sent);
        });
        let answer = bs2.upload(&id, upload).await.unwrap();
        assert!(answer.refusals().is_empty());
        let told = told.lock().unwrap();
        assert!(told.windows(2).all(|two| two[0] < two[1]));
        assert_eq!(told.last(), length.as_ref());
    }
    let documents = documents(&stage, &id);
    let names: Vec<_> = documents
        .iter()
        .map(|document| document.name.as_str())
        .collect();
    let expected = [
        "da memória.pdf",
        "do disco.pdf",
        "em pedaços.pdf",
        "sem fim à vista.pdf",
    ];
    assert_eq!(names, expected);
    assert!(
        documents
            .iter()
            .all(|document| document.has_content(&content))
    );
    assert_eq!(stage.sandbox.effects().uploads, 4);
}

#[tokio::test]
async fn a_success_with_a_refusal_is_seen() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    let upload = || Upload::from_bytes("contrato.pdf", "%PDF-1.7");
    bs2.upload(&id, upload()).await.unwrap();
    let again = bs2.upload(&id, upload()).await.unwrap();
    assert_eq!(again.refusals().len(), 1);
    assert_eq!(stage.sandbox.effects().uploads, 2);
}

#[tokio::test]
async fn what_is_wrong_already_is_not_sent() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    stage.seen();
    let full = || Upload::from_bytes("contrato.pdf", "%PDF-1.7");
    let empty = Upload::from_bytes("vazio.pdf", "");
    for outcome in [
        bs2.upload("not an id", full()).await,
        bs2.upload(&id, empty).await,
    ] {
        let error = outcome.unwrap_err();
        assert!(
            error.is_request() && error.violations().is_some(),
            "{error}"
        );
        assert_eq!(fate(&error), (None, false, false));
    }
    assert_eq!(stage.seen(), []);
    let error = bs2.upload(NOBODY, full()).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(stage.sandbox.effects().uploads, 0);
}

#[tokio::test]
async fn a_document_that_is_too_large_is_refused_and_not_repeated() {
    let stage = Stage::with(|sandbox| sandbox.with_body_limit(10_000)).await;
    let (bs2, id) = registered(&stage).await;
    let upload = Upload::from_bytes("grande.pdf", vec![1; 30_000]);
    let error = bs2.upload(&id, upload).await.unwrap_err();
    assert_eq!(fate(&error), (Some(413), true, false));
    assert_eq!(stage.seen_of(UPLOAD).len(), 1);
    assert_eq!(stage.sandbox.effects().uploads, 0);
    bs2.upload(&id, Upload::from_bytes("pequeno.pdf", "%PDF-1.7"))
        .await
        .unwrap();
    assert_eq!(documents(&stage, &id).len(), 1);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_document_and_an_error_that_does_not_promise_anything() {
    for (fault, successful) in [(Fault::reset_after(), false), (Fault::truncated(), true)] {
        let stage = Stage::set().await;
        let (bs2, id) = registered(&stage).await;
        stage.sandbox.inject(fault.on(UPLOAD));
        let upload = Upload::from_bytes("contrato.pdf", content());
        let error = bs2.upload(&id, upload).await.unwrap_err();
        let status = successful.then_some(201);
        assert_eq!(fate(&error), (status, true, successful));
        assert_eq!(documents(&stage, &id).len(), 1);
        assert_eq!(stage.seen_of(UPLOAD).len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_not_stored() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    stage.seen();
    let half = content().slice(..500_000);
    let pieces = vec![Ok(half), Err(std::io::Error::other("the disk is gone"))];
    let upload = Upload::from_stream("contrato.pdf", Some(1 << 20), stream::iter(pieces));
    let error = bs2.upload(&id, upload).await.unwrap_err();
    assert!(error.is_upload(), "{error}");
    let seen = stage.handled(1).await;
    assert_eq!((seen[0].operation, seen[0].status), (UPLOAD, None));
    assert_eq!(documents(&stage, &id).len(), 0);
}

#[tokio::test]
async fn an_upload_that_is_given_up_half_way_is_not_stored() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    stage.seen();
    let half = Ok::<_, std::io::Error>(content().slice(..500_000));
    let pieces = stream::iter([half]).chain(stream::pending());
    let (told, mut sent) = tokio::sync::mpsc::unbounded_channel();
    let upload = Upload::from_stream("contrato.pdf", Some(1 << 20), pieces)
        .with_progress(move |sent, _| told.send(sent).unwrap());
    let call = tokio::spawn({
        let (bs2, id) = (bs2.clone(), id.clone());
        async move { bs2.upload(id, upload).await.map(drop) }
    });
    assert_eq!(sent.recv().await, Some(500_000));
    call.abort();
    let seen = stage.handled(1).await;
    assert_eq!((seen[0].operation, seen[0].status), (UPLOAD, None));
    assert_eq!(documents(&stage, &id).len(), 0);
    // The client is none the worse for it.
    bs2.upload(&id, Upload::from_bytes("contrato.pdf", content()))
        .await
        .unwrap();
    assert!(documents(&stage, &id)[0].has_content(&content()));
}

#[tokio::test]
async fn a_dead_token_costs_bytes_a_replay_and_a_stream_its_call() {
    let stage = Stage::set().await;
    let (bs2, id) = registered(&stage).await;
    stage.sandbox.bs2().revoke_token();
    let upload = Upload::from_bytes("um.pdf", content());
    let answer = bs2.upload(&id, upload).await.unwrap();
    assert_eq!(answer.attempts().len(), 2);
    stage.sandbox.bs2().revoke_token();
    let upload = in_pieces("dois.pdf", &content(), None);
    let error = bs2.upload(&id, upload).await.unwrap_err();
    assert!(error.is_unauthorized() && error.attempts().len() == 1);
    // The next one is better off.
    bs2.upload(&id, in_pieces("três.pdf", &content(), None))
        .await
        .unwrap();
    let documents = documents(&stage, &id);
    assert_eq!(documents.len(), 2);
    assert!(
        documents
            .iter()
            .all(|document| document.has_content(&content()))
    );
}
