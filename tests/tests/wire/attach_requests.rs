//! The exact requests of the attach client.

use cadastro_attach::{AttachFileParams, AttachRequest};

use crate::clients::OWN_ID;
use crate::golden::Golden;

#[tokio::test]
async fn attach_file() {
    let mut golden = Golden::of("attach", "attachFile").await;
    let client = golden.attach();
    let file = AttachRequest::new("file_3Kd9XvTn");
    let nothing = AttachFileParams::new;

    let all = nothing()
        .with_expand(["attachments", "attachments.file"])
        .with_fields(["id", "name", "attachments"])
        .with_idempotency_key(OWN_ID)
        .with_base39_external_client_id("loja-centro-17");
    client
        .attach_file("cust_8Hq2LwZr", &file, all)
        .await
        .unwrap();
    golden.note("all optional parameters");

    client
        .attach_file("cust_8Hq2LwZr", &file, nothing())
        .await
        .unwrap();
    golden.note("no optional parameters");

    let excluding = nothing().with_fields(["-name", "-motherName"]);
    client
        .attach_file("cust_8Hq2LwZr", &file, excluding)
        .await
        .unwrap();
    golden.note("fields to exclude");

    let awkward = nothing()
        .with_expand(["a&b", "c+d e"])
        .with_fields(["um,dois", "três=3", "50%", "x/y?z#"])
        .with_base39_external_client_id("loja, centro; \"17\"");
    let quoted = AttachRequest::new("file \"ç\"\n/\\");
    client
        .attach_file("cust/1 %2F ç", &quoted, awkward)
        .await
        .unwrap();
    golden.note("values that need escaping");

    let empty = nothing().with_expand([""; 0]).with_fields([""; 0]);
    client
        .attach_file("cust_8Hq2LwZr", &file, empty)
        .await
        .unwrap();
    golden.note("empty lists");

    golden.check();
}
