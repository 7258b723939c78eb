//! What `api.txt` of each generated crate lists, by its own path and by the facade's.
//!
//! Written by `CADASTRO_BLESS=1 cargo test -p cadastro-tests --test paths`.

use super::facade::{same, same_place};

#[test]
fn attach() {
    same_place(&cadastro_attach::operations::ATTACH_FILE, &cadastro::attach::operations::ATTACH_FILE);
    same_place(&cadastro_attach::operations::OPERATIONS, &cadastro::attach::operations::OPERATIONS);
    same::<cadastro_attach::AdditionalDocument, cadastro::attach::AdditionalDocument>();
    same::<cadastro_attach::Address, cadastro::attach::Address>();
    same::<cadastro_attach::AttachFileParams, cadastro::attach::AttachFileParams>();
    same::<cadastro_attach::AttachFileParams, cadastro::attach::generated::AttachFileParams>();
    same::<cadastro_attach::AttachRequest, cadastro::attach::AttachRequest>();
    same::<cadastro_attach::Attachment, cadastro::attach::Attachment>();
    same::<cadastro_attach::Client, cadastro::attach::generated::Client>();
    same::<cadastro_attach::Customer, cadastro::attach::Customer>();
    same::<cadastro_attach::ErrorBody, cadastro::attach::ErrorBody>();
    same::<cadastro_attach::MaritalStatus, cadastro::attach::MaritalStatus>();
    same::<cadastro_attach::Nationality, cadastro::attach::Nationality>();
}

#[test]
fn onboarding() {
    same_place(&cadastro_bs2_onboarding::operations::CADASTRAR_CLIENTE_PARCEIRO, &cadastro::onboarding::operations::CADASTRAR_CLIENTE_PARCEIRO);
    same_place(&cadastro_bs2_onboarding::operations::CADASTRAR_EM_BACKGROUND, &cadastro::onboarding::operations::CADASTRAR_EM_BACKGROUND);
    same_place(&cadastro_bs2_onboarding::operations::CONSULTAR_STATUS_CLIENTE_PARCEIRO, &cadastro::onboarding::operations::CONSULTAR_STATUS_CLIENTE_PARCEIRO);
    same_place(&cadastro_bs2_onboarding::operations::GERAR_TOKEN, &cadastro::onboarding::operations::GERAR_TOKEN);
    same_place(&cadastro_bs2_onboarding::operations::OPERATIONS, &cadastro::onboarding::operations::OPERATIONS);
    same_place(&cadastro_bs2_onboarding::operations::UPLOAD_ARQUIVO_PARCEIRO, &cadastro::onboarding::operations::UPLOAD_ARQUIVO_PARCEIRO);
    same::<cadastro_bs2_onboarding::BadRequestDetail, cadastro::onboarding::BadRequestDetail>();
    same::<cadastro_bs2_onboarding::CadastrarClienteParceiroResponse, cadastro::onboarding::CadastrarClienteParceiroResponse>();
    same::<cadastro_bs2_onboarding::CadastrarEmBackgroundResponse, cadastro::onboarding::CadastrarEmBackgroundResponse>();
    same::<cadastro_bs2_onboarding::Client, cadastro::onboarding::generated::Client>();
    same::<cadastro_bs2_onboarding::ClienteParaCadastrar, cadastro::onboarding::ClienteParaCadastrar>();
    same::<cadastro_bs2_onboarding::CommandStatus, cadastro::onboarding::CommandStatus>();
    same::<cadastro_bs2_onboarding::ConsultarStatusClienteParceiroResponse, cadastro::onboarding::ConsultarStatusClienteParceiroResponse>();
    same::<cadastro_bs2_onboarding::DetalheBadRequest, cadastro::onboarding::DetalheBadRequest>();
    same::<cadastro_bs2_onboarding::Empresa, cadastro::onboarding::Empresa>();
    same::<cadastro_bs2_onboarding::Endereco, cadastro::onboarding::Endereco>();
    same::<cadastro_bs2_onboarding::QueryStatus, cadastro::onboarding::QueryStatus>();
    same::<cadastro_bs2_onboarding::RepresentanteLegal, cadastro::onboarding::RepresentanteLegal>();
    same::<cadastro_bs2_onboarding::Socio, cadastro::onboarding::Socio>();
    same::<cadastro_bs2_onboarding::TokenError, cadastro::onboarding::TokenError>();
    same::<cadastro_bs2_onboarding::TokenRequest, cadastro::onboarding::TokenRequest>();
    same::<cadastro_bs2_onboarding::TokenRequestGrantType, cadastro::onboarding::TokenRequestGrantType>();
    same::<cadastro_bs2_onboarding::TokenResponse, cadastro::onboarding::TokenResponse>();
    same::<cadastro_bs2_onboarding::UploadArquivoParceiroResponse, cadastro::onboarding::UploadArquivoParceiroResponse>();
}

#[test]
fn customers() {
    assert_eq!(cadastro_customers::operations::BASE_PATH, cadastro::customers::operations::BASE_PATH);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_BUSINESS_FINANCIAL_RELATIONS, &cadastro::customers::operations::CUSTOMERS_GET_BUSINESS_FINANCIAL_RELATIONS);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_BUSINESS_IDENTIFICATIONS, &cadastro::customers::operations::CUSTOMERS_GET_BUSINESS_IDENTIFICATIONS);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_BUSINESS_QUALIFICATIONS, &cadastro::customers::operations::CUSTOMERS_GET_BUSINESS_QUALIFICATIONS);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_PERSONAL_FINANCIAL_RELATIONS, &cadastro::customers::operations::CUSTOMERS_GET_PERSONAL_FINANCIAL_RELATIONS);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS, &cadastro::customers::operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS);
    same_place(&cadastro_customers::operations::CUSTOMERS_GET_PERSONAL_QUALIFICATIONS, &cadastro::customers::operations::CUSTOMERS_GET_PERSONAL_QUALIFICATIONS);
    same_place(&cadastro_customers::operations::OPERATIONS, &cadastro::customers::operations::OPERATIONS);
    same::<cadastro_customers::BusinessAccount, cadastro::customers::BusinessAccount>();
    same::<cadastro_customers::BusinessContacts, cadastro::customers::BusinessContacts>();
    same::<cadastro_customers::BusinessFinancialRelationData, cadastro::customers::BusinessFinancialRelationData>();
    same::<cadastro_customers::BusinessIdentificationData, cadastro::customers::BusinessIdentificationData>();
    same::<cadastro_customers::BusinessInformedPatrimony, cadastro::customers::BusinessInformedPatrimony>();
    same::<cadastro_customers::BusinessOtherDocument, cadastro::customers::BusinessOtherDocument>();
    same::<cadastro_customers::BusinessPostalAddress, cadastro::customers::BusinessPostalAddress>();
    same::<cadastro_customers::BusinessProcurator, cadastro::customers::BusinessProcurator>();
    same::<cadastro_customers::BusinessProcuratorType, cadastro::customers::BusinessProcuratorType>();
    same::<cadastro_customers::BusinessQualificationData, cadastro::customers::BusinessQualificationData>();
    same::<cadastro_customers::Client, cadastro::customers::generated::Client>();
    same::<cadastro_customers::CustomerEmail, cadastro::customers::CustomerEmail>();
    same::<cadastro_customers::CustomerPhone, cadastro::customers::CustomerPhone>();
    same::<cadastro_customers::CustomersGetBusinessFinancialRelationsParams, cadastro::customers::CustomersGetBusinessFinancialRelationsParams>();
    same::<cadastro_customers::CustomersGetBusinessFinancialRelationsParams, cadastro::customers::generated::CustomersGetBusinessFinancialRelationsParams>();
    same::<cadastro_customers::CustomersGetBusinessIdentificationsParams, cadastro::customers::CustomersGetBusinessIdentificationsParams>();
    same::<cadastro_customers::CustomersGetBusinessIdentificationsParams, cadastro::customers::generated::CustomersGetBusinessIdentificationsParams>();
    same::<cadastro_customers::CustomersGetBusinessQualificationsParams, cadastro::customers::CustomersGetBusinessQualificationsParams>();
    same::<cadastro_customers::CustomersGetBusinessQualificationsParams, cadastro::customers::generated::CustomersGetBusinessQualificationsParams>();
    same::<cadastro_customers::CustomersGetPersonalFinancialRelationsParams, cadastro::customers::CustomersGetPersonalFinancialRelationsParams>();
    same::<cadastro_customers::CustomersGetPersonalFinancialRelationsParams, cadastro::customers::generated::CustomersGetPersonalFinancialRelationsParams>();
    same::<cadastro_customers::CustomersGetPersonalIdentificationsParams, cadastro::customers::CustomersGetPersonalIdentificationsParams>();
    same::<cadastro_customers::CustomersGetPersonalIdentificationsParams, cadastro::customers::generated::CustomersGetPersonalIdentificationsParams>();
    same::<cadastro_customers::CustomersGetPersonalQualificationsParams, cadastro::customers::CustomersGetPersonalQualificationsParams>();
    same::<cadastro_customers::CustomersGetPersonalQualificationsParams, cadastro::customers::generated::CustomersGetPersonalQualificationsParams>();
    same::<cadastro_customers::EconomicActivity, cadastro::customers::EconomicActivity>();
    same::<cadastro_customers::EnumAccountTypeCustomers, cadastro::customers::EnumAccountTypeCustomers>();
    same::<cadastro_customers::EnumAreaCode, cadastro::customers::EnumAreaCode>();
    same::<cadastro_customers::EnumCountrySubDivision, cadastro::customers::EnumCountrySubDivision>();
    same::<cadastro_customers::EnumCustomerPhoneType, cadastro::customers::EnumCustomerPhoneType>();
    same::<cadastro_customers::EnumFiliationType, cadastro::customers::EnumFiliationType>();
    same::<cadastro_customers::EnumInformedIncomeFrequency, cadastro::customers::EnumInformedIncomeFrequency>();
    same::<cadastro_customers::EnumInformedRevenueFrequency, cadastro::customers::EnumInformedRevenueFrequency>();
    same::<cadastro_customers::EnumMaritalStatusCode, cadastro::customers::EnumMaritalStatusCode>();
    same::<cadastro_customers::EnumOccupationMainCodeType, cadastro::customers::EnumOccupationMainCodeType>();
    same::<cadastro_customers::EnumPartiesParticipationDocumentType, cadastro::customers::EnumPartiesParticipationDocumentType>();
    same::<cadastro_customers::EnumPersonalDocumentType, cadastro::customers::EnumPersonalDocumentType>();
    same::<cadastro_customers::EnumPersonalOtherDocumentType, cadastro::customers::EnumPersonalOtherDocumentType>();
    same::<cadastro_customers::EnumProcuratorsTypePersonal, cadastro::customers::EnumProcuratorsTypePersonal>();
    same::<cadastro_customers::EnumProductServiceType, cadastro::customers::EnumProductServiceType>();
    same::<cadastro_customers::EnumSex, cadastro::customers::EnumSex>();
    same::<cadastro_customers::GeographicCoordinates, cadastro::customers::GeographicCoordinates>();
    same::<cadastro_customers::InformedIncome, cadastro::customers::InformedIncome>();
    same::<cadastro_customers::InformedIncomeAmount, cadastro::customers::InformedIncomeAmount>();
    same::<cadastro_customers::InformedPatrimonyAmount, cadastro::customers::InformedPatrimonyAmount>();
    same::<cadastro_customers::InformedRevenue, cadastro::customers::InformedRevenue>();
    same::<cadastro_customers::InformedRevenueAmount, cadastro::customers::InformedRevenueAmount>();
    same::<cadastro_customers::Links, cadastro::customers::Links>();
    same::<cadastro_customers::Meta, cadastro::customers::Meta>();
    same::<cadastro_customers::Nationality, cadastro::customers::Nationality>();
    same::<cadastro_customers::NationalityOtherDocument, cadastro::customers::NationalityOtherDocument>();
    same::<cadastro_customers::PartiesParticipation, cadastro::customers::PartiesParticipation>();
    same::<cadastro_customers::PartiesParticipationPersonType, cadastro::customers::PartiesParticipationPersonType>();
    same::<cadastro_customers::PartiesParticipationType, cadastro::customers::PartiesParticipationType>();
    same::<cadastro_customers::PersonalAccount, cadastro::customers::PersonalAccount>();
    same::<cadastro_customers::PersonalAccountSubtype, cadastro::customers::PersonalAccountSubtype>();
    same::<cadastro_customers::PersonalContacts, cadastro::customers::PersonalContacts>();
    same::<cadastro_customers::PersonalDocument, cadastro::customers::PersonalDocument>();
    same::<cadastro_customers::PersonalFinancialRelationData, cadastro::customers::PersonalFinancialRelationData>();
    same::<cadastro_customers::PersonalIdentificationData, cadastro::customers::PersonalIdentificationData>();
    same::<cadastro_customers::PersonalIdentificationDataFiliation, cadastro::customers::PersonalIdentificationDataFiliation>();
    same::<cadastro_customers::PersonalInformedPatrimony, cadastro::customers::PersonalInformedPatrimony>();
    same::<cadastro_customers::PersonalOtherDocument, cadastro::customers::PersonalOtherDocument>();
    same::<cadastro_customers::PersonalPassport, cadastro::customers::PersonalPassport>();
    same::<cadastro_customers::PersonalPostalAddress, cadastro::customers::PersonalPostalAddress>();
    same::<cadastro_customers::PersonalProcurator, cadastro::customers::PersonalProcurator>();
    same::<cadastro_customers::PersonalQualificationData, cadastro::customers::PersonalQualificationData>();
    same::<cadastro_customers::ResponseBusinessCustomersFinancialRelation, cadastro::customers::ResponseBusinessCustomersFinancialRelation>();
    same::<cadastro_customers::ResponseBusinessCustomersIdentification, cadastro::customers::ResponseBusinessCustomersIdentification>();
    same::<cadastro_customers::ResponseBusinessCustomersQualification, cadastro::customers::ResponseBusinessCustomersQualification>();
    same::<cadastro_customers::ResponseError, cadastro::customers::ResponseError>();
    same::<cadastro_customers::ResponseErrorErrors, cadastro::customers::ResponseErrorErrors>();
    same::<cadastro_customers::ResponsePersonalCustomersFinancialRelation, cadastro::customers::ResponsePersonalCustomersFinancialRelation>();
    same::<cadastro_customers::ResponsePersonalCustomersIdentification, cadastro::customers::ResponsePersonalCustomersIdentification>();
    same::<cadastro_customers::ResponsePersonalCustomersQualification, cadastro::customers::ResponsePersonalCustomersQualification>();
    same::<cadastro_customers::XFapiInteractionId, cadastro::customers::XFapiInteractionId>();
}
