//! Uploads: a form with one file. Its bytes are read and let go.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use multer::Multipart;
use serde_json::json;

use super::checks::{self, Detail};
use super::registrations::{Moment, add_outcome};
use super::registry::Uploaded;
use super::{authorised, cliente_id, failure, file_name};
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// `uploadArquivoParceiro`.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let reply = uploaded(world, call);
    reply.unwrap_or_else(|refusal| *refusal).into()
}

fn uploaded(world: &World, call: &Call) -> Result<Reply, Box<Reply>> {
    authorised(world, call)?;
    let id = cliente_id(call)?;
    if !world.onboarding.registry().knows(id) {
        return Err(failure(world, call, 404).into());
    }
    if call.media_type().as_deref() != Some("multipart/form-data") {
        return Err(failure(world, call, 415).into());
    }
    let (name, content) = file(call).map_err(|detail| checks::refusal(&[detail]))?;
    let now = Moment::of(world);
    let document = Uploaded::new(&name, &content, now.at);
    let added = world.onboarding.registry().add(id, document, now);
    let Some((repeated, lists)) = added else {
        return Err(failure(world, call, 404).into());
    };
    world.recorder.count(|effects| effects.uploads += 1);
    let repeated = repeated.then(|| Detail::new("Documentos.Nome", "Arquivo repetido."));
    let mut body = json!({});
    add_outcome(&mut body, lists, repeated.as_slice());
    Ok(Reply::json(201, body))
}

/// Name and content of the one file. A part is a file if it has a file name.
fn file(call: &Call) -> Result<(String, Bytes), Detail> {
    let broken = || Detail::of_all("O formulário não pôde ser lido.");
    let header = call.header("content-type").unwrap_or_default();
    let boundary = multer::parse_boundary(header).map_err(|_| broken())?;
    let body = call.body.clone();
    let body = stream::once(std::future::ready(Ok::<_, Infallible>(body)));
    // All bytes are there, so there is nothing to wait for.
    let files = files(Multipart::new(body, boundary)).now_or_never();
    let mut files = files.and_then(Result::ok).ok_or_else(broken)?.into_iter();
    let Some((name, content)) = files.next() else {
        return Err(Detail::new("Arquivo", "Campo obrigatório."));
    };
    if files.next().is_some() {
        return Err(Detail::new("Arquivo", "Envie um arquivo por vez."));
    }
    if content.is_empty() {
        return Err(Detail::new("Arquivo", "O arquivo está vazio."));
    }
    Ok((name, content))
}

async fn files(mut form: Multipart<'_>) -> multer::Result<Vec<(String, Bytes)>> {
    let mut files = Vec::new();
    while let Some(part) = form.next_field().await? {
        let name = file_name::of(part.headers());
        let content = part.bytes().await?;
        files.extend(name.map(|name| (name, content)));
    }
    Ok(files)
}
