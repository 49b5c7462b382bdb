// Every step of an admission: history and event.
#pragma once

#include "common/base/random.hpp"
#include "services/catalog/supplier/store.hpp"

namespace shanhai::catalog {

// `row` as it is after the step.
void record_step(db::Tx& tx, Random& random, const store::SupplierRow& row, const Change& change);

// Licences as they are handed in: what the rules ask, the files they come with, and their rows.
std::vector<Licence> licence_facts(const std::vector<LicenceApplication>& licences);
std::vector<files::Upload> uploads_of(const std::vector<LicenceApplication>& licences);
void insert_licences(db::Tx& tx, Random& random, OrganisationId supplier,
                     const std::vector<LicenceApplication>& licences, const std::vector<files::KeptFile>& files,
                     LicenceStanding standing, const Change& change);

// What a supplier's sealed contact is bound to.
std::string supplier_key_context(OrganisationId id);
std::string supplier_contact_context(OrganisationId id);

}  // namespace shanhai::catalog
