//! A lawful answer of each operation, with every member that a violation looks for.

use serde_json::{Value, json};

pub(super) fn all() -> [(&'static str, Value); 12] {
    [
        (
            "customersGetPersonalIdentifications",
            enveloped(json!([person()])),
        ),
        (
            "customersGetBusinessIdentifications",
            enveloped(json!([company()])),
        ),
        (
            "customersGetPersonalQualifications",
            enveloped(json!({
                "updateDateTime": "2021-05-21T08:30:00Z",
                "companyCnpj": "50685362000135",
                "occupationCode": "CBO",
                "informedIncome": { "frequency": "MENSAL", "amount": money("15004.00"), "date": "2021-05-21" },
                "informedPatrimony": { "amount": money("257000.5000"), "year": 2021 },
            })),
        ),
        (
            "customersGetBusinessQualifications",
            enveloped(json!({
                "updateDateTime": "2021-05-21T08:30:00Z",
                "economicActivities": [{ "code": "8599604", "isMain": true }],
                "informedRevenue": { "frequency": "ANUAL", "amount": money("100000.04"), "year": 2010 },
                "informedPatrimony": { "amount": money("-5.00"), "date": "2021-05-21" },
            })),
        ),
        (
            "customersGetPersonalFinancialRelations",
            enveloped(relations(&json!({
                "compeCode": "001", "branchCode": "6272", "number": "24550245", "checkDigit": "4",
                "type": "CONTA_DEPOSITO_A_VISTA", "subtype": "INDIVIDUAL",
            }))),
        ),
        (
            "customersGetBusinessFinancialRelations",
            enveloped(relations(&json!({
                "compeCode": "001", "branchCode": "6272", "number": "24550245", "checkDigit": "4",
                "type": "CONTA_POUPANCA",
            }))),
        ),
        (
            "gerarToken",
            json!({ "access_token": "a", "token_type": "Bearer", "expires_in": "420", "refresh_token": "r" }),
        ),
        ("cadastrarClienteParceiro", registered(vec![0, 1])),
        ("cadastrarEmBackground", registered(6)),
        (
            "consultarStatusClienteParceiro",
            json!({ "status": [0, 1, 2, 3], "statusCliente": "EM_ANALISE" }),
        ),
        (
            "uploadArquivoParceiro",
            json!({ "status": 0, "badRequestReason": [] }),
        ),
        (
            "attachFile",
            json!({ "id": "cust_1", "nationality": "BR", "maritalStatus": "single", "deleted": false }),
        ),
    ]
}

fn enveloped(data: impl Into<Value>) -> Value {
    json!({
        "data": data.into(),
        "links": { "self": "https://sandbox.test/open-banking/customers/v2/personal/identifications" },
        "meta": { "totalRecords": 1, "totalPages": 1, "requestDateTime": "2021-05-21T08:30:00Z" },
    })
}

fn person() -> Value {
    json!({
        "updateDateTime": "2021-05-21T08:30:00Z",
        "personalId": "578-psd-71md6971kjh-2d414",
        "brandName": "Organização A",
        "civilName": "Nome Inventado",
        "birthDate": "1981-07-15",
        "maritalStatusCode": "UNIAO_ESTAVEL",
        "sex": "OUTRO",
        "companiesCnpj": ["01773247000563"],
        "documents": {
            "cpfNumber": "25872252137",
            "passport": { "number": "75253468744594820620", "country": "CAN", "expirationDate": "2021-05-21" },
        },
        "otherDocuments": [
            { "type": "CNH", "number": "15291908" },
            { "type": "RG", "number": "15291908", "expirationDate": "2023-05-21" },
        ],
        "hasBrazilianNationality": false,
        "contacts": contacts(&json!({
            "isMain": true, "address": "Av Naburo Ykesaki, 1270", "townName": "Brasília", "postCode": "17500001",
            "country": "Brasil", "ibgeTownCode": "3550308",
        })),
    })
}

fn company() -> Value {
    json!({
        "updateDateTime": "2021-05-21T08:30:00Z",
        "businessId": "578-psd-71md6971kjh-2d414",
        "brandName": "Organização A",
        "companyName": "Luiza e Benjamin Assessoria Jurídica Ltda",
        "incorporationDate": "2021-05-21T08:30:00Z",
        "cnpjNumber": "50685362000135",
        "companiesCnpj": ["12ABC34501DE35", "50685362000135"],
        "parties": [
            party(json!({ "documentIssueDate": "2021-05-21" })),
            party(json!({
                "documentExpirationDate": "2028-05-21", "startDate": "2021-05-21T08:30:00Z", "shareholding": "0.510000",
            })),
        ],
        "contacts": contacts(&json!({
            "isMain": true, "townName": "Brasília", "country": "Brasil", "countryCode": "BRA",
            "ibgeTownCode": "3550308",
        })),
    })
}

fn contacts(address: &Value) -> Value {
    json!({
        "postalAddresses": [address],
        "phones": [{ "isMain": true, "type": "FIXO", "areaCode": "19", "number": "29875132" }],
        "emails": [],
    })
}

fn party(more: Value) -> Value {
    let mut party = json!({
        "type": "SOCIO", "personType": "PESSOA_NATURAL", "documentType": "CPF", "documentNumber": "73677831148",
    });
    if let (Some(party), Value::Object(mut more)) = (party.as_object_mut(), more) {
        party.append(&mut more);
    }
    party
}

fn relations(account: &Value) -> Value {
    json!({
        "updateDateTime": "2021-05-21T08:30:00Z",
        "startDate": "2021-05-21T08:30:00Z",
        "productsServicesType": ["SEGURO"],
        "procurators": [],
        "accounts": [account],
    })
}

fn money(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "BRL" })
}

fn registered(status: impl Into<Value>) -> Value {
    json!({ "clienteId": "d78fc4e5-37ca-4da3-adf2-9b082bf92280", "status": status.into() })
}
