//! What is set up for whoever tries the sandbox: addresses, credentials, customers, and the commands that use them.

use std::fmt;

use cadastro_sandbox::{AuthorisedConsent, Base39, Bs2, Consent, OpenFinance, Population, Sandbox};
use serde_json::{Value, json};

use crate::certificates::Folder;
use crate::commands::{self, Command, quoted};

/// So many that there are pages.
const RECORDS: u64 = 60;

/// The three APIs, with someone to ask for in each.
pub(crate) struct Scene<'a> {
    pub(crate) bank: OpenFinance,
    pub(crate) person: AuthorisedConsent,
    pub(crate) company: AuthorisedConsent,
    pub(crate) bs2: Bs2,
    pub(crate) base39: Base39,
    pub(crate) folder: Option<&'a Folder>,
    /// Who becomes a customer of BS2, as JSON.
    pub(crate) applicant: Value,
    origin: String,
}

impl<'a> Scene<'a> {
    pub(crate) fn set(sandbox: &Sandbox, folder: Option<&'a Folder>) -> Self {
        let bank = sandbox.open_finance();
        Self {
            person: bank.authorise(Consent::of_person(0).with_records(RECORDS)),
            company: bank.authorise(Consent::of_company(0)),
            bank,
            bs2: sandbox.bs2(),
            base39: sandbox.base39(),
            folder,
            applicant: applicant(sandbox.population()),
            origin: sandbox.origin(),
        }
    }

    /// All of it as one line.
    pub(crate) fn json(&self) -> Value {
        let path = |path: std::path::PathBuf| path.display().to_string();
        let commands = commands::of(self);
        json!({
            "origin": self.origin,
            "certificates": self.folder.map(|folder| json!({
                "authority": path(folder.authority()),
                "client": folder.client().map(path),
            })),
            "open_finance": {
                "base_url": self.bank.base_url(),
                "token_url": self.bank.token_url(),
                "client_id": self.bank.client_id(),
                "client_secret": self.bank.client_secret(),
                "person": {
                    "consent_id": self.person.id(),
                    "refresh_token": self.person.refresh_token(),
                    "records": RECORDS,
                },
                "company": {
                    "consent_id": self.company.id(),
                    "refresh_token": self.company.refresh_token(),
                    "records": 1,
                },
            },
            "bs2": {
                "url": self.bs2.url(),
                "token_url": format!("{}/auth/oauth/v2/token", self.bs2.url()),
                "client_id": self.bs2.client_id(),
                "client_secret": self.bs2.client_secret(),
                "username": self.bs2.username(),
                "password": self.bs2.password(),
                "pre_registration_path": self.bs2.pre_registration_path(),
                "registration_path": self.bs2.registration_path(),
                "applicant": self.applicant,
            },
            "base39": {
                "url": self.base39.url(),
                "api_key": self.base39.api_key(),
                "customer_id": self.base39.customer_id(0),
                "file_id": self.base39.file_id(0),
            },
            "commands": commands.iter().map(|command| json!({
                "about": command.about,
                "line": command.line,
            })).collect::<Vec<_>>(),
        })
    }
}

/// A company with its partners, as BS2 registers them: the first one that persons alone hold, so that their shares add up.
fn applicant(population: &Population) -> Value {
    let mut companies = (0..).map(|index| population.company(index));
    let company = companies.find(|company| company.corporate_partner().is_none());
    let company = company.unwrap_or_else(|| population.company(0));
    let partners = company.partners().iter().map(|partner| {
        json!({
            "cpf": partner.person().cpf(),
            "nome": partner.person().civil_name(),
            "participacao": percentage(partner.share()),
        })
    });
    json!({
        "empresa": {
            "cnpj": company.cnpj(),
            "razaoSocial": company.name(),
            "socios": partners.collect::<Vec<_>>(),
        },
    })
}

/// Of a fraction, to the hundredth.
fn percentage(share: f64) -> f64 {
    (share * 1e4).round() / 1e2
}

impl fmt::Display for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "A sandbox of three Brazilian APIs is listening on {}. All customers are made up.\n",
            self.origin
        )?;
        let (bank, bs2, base39) = (&self.bank, &self.bs2, &self.base39);
        section(
            f,
            "Open Finance Brasil Customers",
            &[
                ("address", &bank.base_url()),
                ("tokens", &bank.token_url()),
                ("client id", &bank.client_id()),
                ("client secret", &bank.client_secret()),
                ("a person's consent", &self.person.id()),
                ("  its refresh token", &self.person.refresh_token()),
                ("a company's consent", &self.company.id()),
                ("  its refresh token", &self.company.refresh_token()),
            ],
        )?;
        section(
            f,
            "BS2 Onboarding PJ",
            &[
                ("address", &bs2.url()),
                ("client id", &bs2.client_id()),
                ("client secret", &bs2.client_secret()),
                ("user", &bs2.username()),
                ("password", &bs2.password()),
            ],
        )?;
        section(
            f,
            "base39 attach",
            &[
                ("address", &base39.url()),
                ("API key", &base39.api_key()),
                ("a customer", &base39.customer_id(0)),
                ("a file", &base39.file_id(0)),
            ],
        )?;
        if let Some(folder) = self.folder {
            let authority = folder.authority().display().to_string();
            let client = folder.client().map(|path| path.display().to_string());
            let mut files: Vec<(_, &dyn fmt::Display)> = vec![("authority", &authority)];
            if let Some(client) = &client {
                files.push(("client with its key", client));
            }
            section(f, "Certificates", &files)?;
        }
        writeln!(
            f,
            "To be pasted into another shell, all at once or one after another:\n"
        )?;
        for Command { about, line } in commands::of(self) {
            // No comment: zsh takes none at its prompt.
            writeln!(f, ": {}\n{line}\n", quoted(about))?;
        }
        writeln!(f, "Ctrl-C stops it; once more, at once.")
    }
}

/// A heading, and names with what they name.
fn section(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    rows: &[(&str, &dyn fmt::Display)],
) -> fmt::Result {
    writeln!(f, "{title}")?;
    for (name, value) in rows {
        writeln!(f, "  {name:<21} {value}")?;
    }
    writeln!(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_the_applicant_add_up() {
        for seed in 0..200 {
            let applicant = applicant(&Population::new(seed));
            let partners = applicant["empresa"]["socios"].as_array();
            let shares = partners.into_iter().flatten();
            let sum: f64 = shares
                .filter_map(|partner| partner["participacao"].as_f64())
                .sum();
            assert!((sum - 100.0).abs() < 1e-9, "{seed}: {sum}");
        }
    }
}
