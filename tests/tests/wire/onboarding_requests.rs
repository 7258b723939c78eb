//! The exact requests of the BS2 client.

use cadastro_bs2_onboarding::{
    ClienteParaCadastrar, Empresa, Endereco, RepresentanteLegal, Socio, TokenRequest,
    TokenRequestGrantType,
};
use cadastro_core::{Number, Upload};

use crate::clients::{CLIENT_ID, CLIENT_SECRET, refresh};
use crate::golden::Golden;

const API: &str = "bs2-onboarding";
const CLIENTE: &str = "0e30a4ac-534c-444b-9ace-d3412b55afd4";
const AWKWARD_CLIENTE: &str = "a/b c%2F?ç+&";

#[tokio::test]
async fn gerar_token() {
    let mut golden = Golden::of(API, "gerarToken").await;
    let client = golden.token_endpoint();

    let all = TokenRequest::new(TokenRequestGrantType::Password, "onboarding-pj")
        .set_username("parceiro+cadastro@example.com")
        .set_password("Um2 & três=100%")
        .set_refresh_token("5d0f5c1e-6c7b-4a60-9d0c-0b1f9b2f7a11")
        .set_client_id(CLIENT_ID)
        .set_client_secret(CLIENT_SECRET);
    client.gerar_token(&all).await.unwrap();
    golden.note("all optional members");

    client.gerar_token(&refresh()).await.unwrap();
    golden.note("a refresh");

    let bare = TokenRequest::new(TokenRequestGrantType::Password, "onboarding-pj");
    client.gerar_token(&bare).await.unwrap();
    golden.note("no optional members");

    golden.check();
}

#[tokio::test]
async fn cadastrar_cliente_parceiro() {
    let mut golden = Golden::of(API, "cadastrarClienteParceiro").await;
    let client = golden.onboarding();
    client.cadastrar_cliente_parceiro(&cliente()).await.unwrap();
    golden.note("all optional members");
    let bare = ClienteParaCadastrar::new();
    client.cadastrar_cliente_parceiro(&bare).await.unwrap();
    golden.note("no optional members");
    golden.check();
}

#[tokio::test]
async fn cadastrar_em_background() {
    let mut golden = Golden::of(API, "cadastrarEmBackground").await;
    let client = golden.onboarding();
    client.cadastrar_em_background(&cliente()).await.unwrap();
    golden.note("all optional members");
    let bare = ClienteParaCadastrar::new();
    client.cadastrar_em_background(&bare).await.unwrap();
    golden.note("no optional members");
    // A list that is there and empty is not the same as one that is absent.
    let alone = ClienteParaCadastrar::new().set_empresa(Empresa::new().set_socios([]));
    client.cadastrar_em_background(&alone).await.unwrap();
    golden.note("an empty list");
    golden.check();
}

#[tokio::test]
async fn upload_arquivo_parceiro() {
    let mut golden = Golden::of(API, "uploadArquivoParceiro").await;
    let client = golden.onboarding();

    let all = Upload::from_bytes("contrato.pdf", "%PDF-1.7\nlinha\r\n")
        .with_content_type("application/pdf; version=1.7")
        .with_part_name("documento")
        .with_field("tipo", "CONTRATO SOCIAL & aditivos")
        .with_field("descrição", "última\r\nversão");
    client.upload_arquivo_parceiro(CLIENTE, all).await.unwrap();
    golden.note("all that can be set");

    let bare = Upload::from_bytes("contrato.pdf", "%PDF-1.7");
    client.upload_arquivo_parceiro(CLIENTE, bare).await.unwrap();
    golden.note("nothing set");

    let awkward = Upload::from_bytes("\"ata\" da reunião\r\n;1.PNG", "x")
        .with_part_name("ar\"quivo\"")
        .with_field("no\"me\r\n", "v");
    client
        .upload_arquivo_parceiro(AWKWARD_CLIENTE, awkward)
        .await
        .unwrap();
    golden.note("names that need escaping");

    golden.check();
}

#[tokio::test]
async fn consultar_status_cliente_parceiro() {
    let mut golden = Golden::of(API, "consultarStatusClienteParceiro").await;
    let client = golden.onboarding();
    client
        .consultar_status_cliente_parceiro(CLIENTE)
        .await
        .unwrap();
    golden.note("as documented");
    client
        .consultar_status_cliente_parceiro(AWKWARD_CLIENTE)
        .await
        .unwrap();
    golden.note("an id that needs escaping");
    golden.check();
}

/// A customer with every member that the document knows.
fn cliente() -> ClienteParaCadastrar {
    let socio = Socio::new()
        .set_cpf("41830657208")
        .set_nome("Ana \"Bia\" Moura")
        .set_nascimento("1984-11-03T00:00:00Z")
        .set_telefone("31988005521")
        .set_email("ana.moura@example.com")
        .set_nome_mae("Célia Moura")
        // The literal goes out as it was given.
        .set_participacao(Number::from("62.50"))
        .set_usuario(true)
        .set_tipo_documento_socio("RG")
        .set_documento_identificacao("MG15820441")
        .set_data_expeditor("2003-02-20T00:00:00Z")
        .set_orgao_expeditor("SSP")
        .set_uf_expeditor("MG")
        .set_endereco(endereco())
        .set_nif("NIF-20931")
        .set_nacionalidade("brasileira");
    let representante = RepresentanteLegal::new()
        .set_nome("Ana Beatriz Moura")
        .set_nascimento("1984-11-03T00:00:00Z")
        .set_cpf("41830657208")
        .set_email("ana.moura@example.com")
        .set_telefone("31988005521")
        .set_nome_mae("Célia Moura")
        .set_endereco(endereco());
    let empresa = Empresa::new()
        .set_cnpj("12ABC34501DE35")
        .set_natureza_juridica("206-2")
        .set_autorizacao_consulta_cnpj(true)
        .set_fundada_em("2012-05-17T00:00:00Z")
        .set_razao_social("Padaria Três Ipês & Cia. Ltda")
        .set_nome_fantasia("Três Ipês")
        .set_faturamento_mensal(Number::from("152340.75"))
        .set_endereco(endereco())
        .set_socios([socio])
        .set_representante_legal(representante);
    ClienteParaCadastrar::new()
        .set_notificar_cliente(false)
        .set_empresa(empresa)
}

fn endereco() -> Endereco {
    Endereco::new()
        .set_logradouro("Rua das Acácias")
        .set_numero("1207")
        .set_complemento("Loja 2")
        .set_bairro("Funcionários")
        .set_cidade("Belo Horizonte")
        .set_estado("MG")
        .set_cep("30140071")
}
