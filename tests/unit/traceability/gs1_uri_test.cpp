#include "services/traceability/epcis/gs1_uri.hpp"

#include <gtest/gtest.h>

namespace shanhai::traceability::epcis {
namespace {

TEST(Gs1Uri, EpcUrnsBecomeDigitalLinks) {
  // Check digits by hand from the GS1 General Specifications, 7.9.
  const struct {
    const char *urn, *link;
  } cases[] = {
      {"urn:epc:id:sgtin:4012345.011111.9876", "01/04012345111118/21/9876"},
      {"urn:epc:id:sgtin:415056789012.0.987654", "01/04150567890128/21/987654"},
      {"urn:epc:id:sgtin:0614141.812345.6789%2F%26!()", "01/80614141123458/21/6789%2F%26%21%28%29"},
      {"urn:epc:id:sscc:4012345.3111111111", "00/340123451111111111"},
      {"urn:epc:id:sgln:4012345.00005.122", "414/4012345000054/254/122"},
      {"urn:epc:id:sgln:4012345.00005.0", "414/4012345000054"},
      {"urn:epc:id:pgln:999999999999.", "417/9999999999994"},
      {"urn:epc:id:grai:4012345.00022.334455", "8003/04012345000221334455"},
      {"urn:epc:id:giai:4012345.ABC.345", "8004/4012345ABC.345"},
      {"urn:epc:id:gsrn:4012345.0000006765", "8018/401234500000067657"},
      {"urn:epc:id:gsrnp:4012345.0000000007", "8017/401234500000000074"},
      {"urn:epc:id:gdti:4012345.00009.PO-4711", "253/4012345000092PO-4711"},
      {"urn:epc:id:gdti:987659999999..9", "253/98765999999929"},
      {"urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234", "8010/061414111111111111111-A%23%2F/8011/1234"},
      {"urn:epc:id:sgcn:4012345.99999.44", "255/401234599999044"},
      {"urn:epc:id:ginc:0614141.xyz47%2F11", "401/0614141xyz47%2F11"},
      {"urn:epc:id:gsin:4012345.222333444", "402/40123452223334442"},
      {"urn:epc:id:itip:4012345.011111.01.02.987", "8006/040123451111180102/21/987"},
      {"urn:epc:id:upui:1234567.098765.51qIgY)%3C", "01/01234567987651/235/51qIgY%29%3C"},
      {"urn:epc:class:lgtin:4012345.012345.Lot.987", "01/04012345123456/10/Lot.987"},
      {"urn:epc:idpat:sgtin:4012345.012345.*", "01/04012345123456"},
      {"urn:epc:idpat:cpi:4012345.AB12.*", "8010/4012345AB12"},
      {"urn:epc:idpat:itip:4012345.012345.01.02.*", "8006/040123451234560102"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(canonical_gs1_uri(c.urn).value_or("none"), "https://id.gs1.org/" + std::string(c.link)) << c.urn;
}

TEST(Gs1Uri, DigitalLinksAreConstrained) {
  const struct {
    const char *written, *link;
  } cases[] = {
      {"https://id.gs1.org/01/9780345418913", "01/09780345418913"},
      {"http://shop.example/01/97803111", "01/00000097803111"},
      {"https://shop.example/some/path/gtin/4012345123456/ser/ABC524?linkType=all#top", "01/04012345123456/21/ABC524"},
      {"https://shop.example/01/09780345418913/22/344/10/1223/21/765tz", "01/09780345418913/21/765tz"},
      {"https://shop.example/01/09780345418913/10/1223/", "01/09780345418913/10/1223"},
      {"https://shop.example/01/09780345418913/22/344", "01/09780345418913"},
      {"https://shop.example/01/09780345418913/235/QAZ", "01/09780345418913/235/QAZ"},
      {"https://shop.example/itip/040123451234560102/ser/ABC145", "8006/040123451234560102/21/ABC145"},
      {"https://shop.example/414/4280000000002/254/12", "414/4280000000002/254/12"},
      {"https://shop.example/party/4226350800008", "417/4226350800008"},
      {"https://shop.example/8010/0628165987/8011/9876", "8010/0628165987/8011/9876"},
      {"https://shop.example/253/4602443000331XYZ", "253/4602443000331XYZ"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(canonical_gs1_uri(c.written).value_or("none"), "https://id.gs1.org/" + std::string(c.link)) << c.written;
}

TEST(Gs1Uri, EverythingElseIsLeftAlone) {
  for (const auto* text : {"",
                           "42",
                           "Hello World!",
                           "https://shop.example",
                           "https://shop.example/",
                           "https://shop.example/abc/9780345418913",
                           "https://shop.example/01/97803",
                           "https://shop.example/01/9780345418913/99/x",
                           "https://shop.example/01/978034541891x",
                           "https://shop.example/party/org_06fw8c",
                           "https://shop.example/class/lot_1",
                           "https://shop.example/01/09780345418913/10",
                           "urn:epcglobal:cbv:bt:4012345000009:1",
                           "urn:epc:id:sgtin:4012345.01111.9876",
                           "urn:epc:id:sgtin:40123.0111111.9876",
                           "urn:epc:id:sgtin:4012345.011111",
                           "urn:epc:id:sgtin:4012345.011111.*",
                           "urn:epc:id:sgtin:4012345.011111.",
                           "urn:epc:id:unknown:1.2.3",
                           "urn:epc:id:sgtin",
                           "urn:epc:id:itip:4012345.011111.1.02.9",
                           "geo:47.5,11.1"}) {
    EXPECT_EQ(canonical_gs1_uri(text), std::nullopt) << text;
  }
}

TEST(Gs1Uri, LotNumbersAreEscapedInPaths) {
  EXPECT_EQ(lot_path("09780345418913", "T-1.a_b"), "/01/09780345418913/10/T-1.a_b");
  EXPECT_EQ(lot_path("09780345418913", "a/b%?\"<&"), "/01/09780345418913/10/a%2Fb%25%3F%22%3C%26");
}

}  // namespace
}  // namespace shanhai::traceability::epcis
