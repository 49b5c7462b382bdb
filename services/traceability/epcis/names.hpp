// What things are called in this installation's events: Digital Links and HTTP URIs (CBV 2.0 section 8) below its
// public address. Recorded events keep the names they were recorded with.
#pragma once

#include <string>
#include <string_view>

#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability::epcis {

class Names {
 public:
  explicit Names(std::string public_url);  // settings server.public_url

  // A packed lot by GTIN and lot number; also what its QR code holds.
  std::string packed_lot(std::string_view gtin14, std::string_view lot_number) const;
  std::string unpacked_lot(LotId lot) const { return unpacked_lots() + lot.str(); }
  std::string unpacked_lots() const { return base_ + "/class/"; }  // what these names begin with
  std::string division(std::string_view code) const { return base_ + "/loc/" + std::string(code); }
  std::string household(HouseholdId id) const { return base_ + "/party/" + id.str(); }
  std::string supplier(OrganisationId id) const { return base_ + "/party/" + id.str(); }
  template <class IdType>
  std::string transaction(const IdType& id) const {
    return base_ + "/bt/" + id.str();
  }
  // A path below the public address.
  std::string below(std::string_view path) const { return base_ + std::string(path); }
  // Namespace of the extensions of our own events.
  std::string extensions() const { return base_ + "/ns/epcis/"; }

 private:
  std::string base_;
};

}  // namespace shanhai::traceability::epcis
