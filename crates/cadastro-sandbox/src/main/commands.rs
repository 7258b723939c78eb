//! The commands that are printed: to be pasted into a shell, one after another.

use uuid::Uuid;

use crate::scene::Scene;

/// What it is for, without apostrophes, and one line for any shell of the POSIX kind, with `curl` and `sed`.
pub(crate) struct Command {
    pub(crate) about: &'static str,
    pub(crate) line: String,
}

/// All of them. Later ones use variables that earlier ones set.
pub(crate) fn of(scene: &Scene<'_>) -> Vec<Command> {
    let curl = curl(scene);
    [
        open_finance(scene, &curl),
        bs2(scene, &curl),
        base39(scene, &curl),
    ]
    .into_iter()
    .flatten()
    .map(|(about, line)| Command { about, line })
    .collect()
}

type Line = (&'static str, String);

fn open_finance(scene: &Scene<'_>, curl: &str) -> Vec<Line> {
    let bank = &scene.bank;
    let address = bank.base_url();
    let client = quoted(&format!("{}:{}", bank.client_id(), bank.client_secret()));
    let token = |variable: &str, refresh_token: &str| {
        let url = quoted(&bank.token_url());
        let form = quoted(&format!("refresh_token={refresh_token}"));
        let grant = "grant_type=refresh_token";
        let answer = format!("{curl} -u {client} -d {grant} -d {form} {url}");
        format!("{variable}=$({answer} | {})", member("access_token"))
    };
    // Banks ask for an id of each call, which they send back.
    let call = |variable: &str| {
        let id = Uuid::new_v4();
        let bearer = format!("-H \"Authorization: Bearer ${variable}\"");
        format!("{curl} {bearer} -H 'x-fapi-interaction-id: {id}'")
    };
    let read = |variable: &str, path: &str| {
        let url = quoted(&format!("{address}{path}"));
        format!("{} {url}", call(variable))
    };
    let page = read("PERSON", "/personal/identifications?page-size=2");
    vec![
        (
            "Open Finance: a token of the consent of a person",
            token("PERSON", scene.person.refresh_token()),
        ),
        (
            "the first page of the records of the person",
            format!("PAGE=$({page}); {}", written("PAGE")),
        ),
        (
            "the next page, by the link of the first one",
            format!(
                "{} \"$({} | {})\"",
                call("PERSON"),
                written("PAGE"),
                member("next")
            ),
        ),
        (
            "what the bank knows about the income of the person",
            read("PERSON", "/personal/qualifications"),
        ),
        (
            "the accounts of the person",
            read("PERSON", "/personal/financial-relations"),
        ),
        (
            "a token of the consent of a company",
            token("COMPANY", scene.company.refresh_token()),
        ),
        (
            "the records of the company",
            read("COMPANY", "/business/identifications"),
        ),
        (
            "what the company does",
            read("COMPANY", "/business/qualifications"),
        ),
        (
            "the accounts of the company",
            read("COMPANY", "/business/financial-relations"),
        ),
    ]
}

fn bs2(scene: &Scene<'_>, curl: &str) -> Vec<Line> {
    let bs2 = &scene.bs2;
    let address = bs2.url();
    let client = quoted(&format!("{}:{}", bs2.client_id(), bs2.client_secret()));
    let url = quoted(&format!("{address}/auth/oauth/v2/token"));
    let form = [
        format!("username={}", bs2.username()),
        format!("password={}", bs2.password()),
    ];
    let form = form
        .map(|pair| format!("--data-urlencode {}", quoted(&pair)))
        .join(" ");
    let token = format!(
        "BS2=$({curl} -u {client} -d grant_type=password -d scope=onboarding-pj {form} {url} | {})",
        member("access_token")
    );
    let bearer = "-H \"Authorization: Bearer $BS2\"";
    let json = "-H 'Content-Type: application/json'";
    let applicant = quoted(&scene.applicant.to_string());
    let url = quoted(&format!("{address}{}", bs2.pre_registration_path()));
    let register = format!("{curl} {bearer} {json} -d {applicant} {url}");
    // Below the documented path, wherever the registrations are.
    let customer =
        format!("{address}/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/$CLIENTE");
    vec![
        ("BS2: a token", token),
        (
            "a company becomes a customer: it is answered with its clienteId",
            format!("ANSWER=$({register}); {}", written("ANSWER")),
        ),
        (
            "a document of it",
            format!(
                "CLIENTE=$({} | {}); echo Contrato | {curl} {bearer} -F 'arquivo=@-;filename=contrato.txt' \"{customer}/documentos\"",
                written("ANSWER"),
                member("clienteId")
            ),
        ),
        (
            "how far it has come",
            format!("{curl} {bearer} \"{customer}/status\""),
        ),
    ]
}

fn base39(scene: &Scene<'_>, curl: &str) -> Vec<Line> {
    let base39 = &scene.base39;
    let bearer = quoted(&format!("Authorization: Bearer {}", base39.api_key()));
    let body = quoted(&serde_json::json!({ "file": base39.file_id(0) }).to_string());
    let url = quoted(&format!(
        "{}/v1/customers/{}/attach",
        base39.url(),
        base39.customer_id(0)
    ));
    let attach = format!(
        "{curl} -H {bearer} -H 'Content-Type: application/json' -H 'Idempotency-Key: first-file' -d {body} {url}"
    );
    vec![
        ("base39: a file for a customer", attach.clone()),
        (
            "the same again: the key keeps it from happening twice",
            attach,
        ),
    ]
}

/// `curl` with what it needs to trust the sandbox, and to be trusted. It ends each answer with a line break.
fn curl(scene: &Scene<'_>) -> String {
    let mut curl = "curl -sS -w '\\n'".to_owned();
    if let Some(folder) = scene.folder {
        curl += &format!(
            " --cacert {}",
            quoted(&folder.authority().display().to_string())
        );
        if let Some(client) = folder.client() {
            curl += &format!(" --cert {}", quoted(&client.display().to_string()));
        }
    }
    curl
}

/// Writes a variable as it is. `echo` of some shells takes a backslash in it for more.
fn written(variable: &str) -> String {
    format!("printf '%s\\n' \"${variable}\"")
}

/// A filter that leaves the text of one member of compact JSON.
fn member(name: &str) -> String {
    format!("sed -n 's/.*\"{name}\":\"\\([^\"]*\\)\".*/\\1/p'")
}

/// For a shell, whatever is in it.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
