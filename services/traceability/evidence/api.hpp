// Laboratory tests and commitment certificates (承诺达标合格证) of a lot.
#pragma once

#include "common/files/file.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

struct TestItem {
  Text<1, 60> name;
  Text<1, 60> value;
  std::optional<Text<1, 60>> limit;
};
BOOST_DESCRIBE_STRUCT(TestItem, (), (name, value, limit))

struct TestEntry {
  Text<1, 100> laboratory;
  Text<1, 60> report_number;
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<TestItem> items;  // at most 200
  files::UploadedFile file;     // the report itself
};
BOOST_DESCRIBE_STRUCT(TestEntry, (), (laboratory, report_number, result, tested_on, items, file))

struct TestView {
  TestId test_id;
  LotId lot_id;
  std::string laboratory, report_number;
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<TestItem> items;
  std::string document_name, media_type;
  std::int64_t size_bytes = 0;
  std::string file_sha256;  // hex: whoever has the report can see that it is this one
  Instant recorded_at{};
};
BOOST_DESCRIBE_STRUCT(TestView, (),
                      (test_id, lot_id, laboratory, report_number, result, tested_on, items, document_name, media_type,
                       size_bytes, file_sha256, recorded_at))

struct CertificateEntry {
  Text<1, 60> producer;
  Text<1, 60> contact;  // shown to the owner and to inspectors only
  Text<1, 500> statement;
};
BOOST_DESCRIBE_STRUCT(CertificateEntry, (), (producer, contact, statement))

struct CertificateView {
  LotId lot_id;
  std::string product_name;
  std::int64_t quantity = 0;
  Unit unit = Unit::g;
  std::string county, county_name;  // origin
  std::string producer, contact;
  std::string statement;
  Date issued_on{};
};
BOOST_DESCRIBE_STRUCT(CertificateView, (),
                      (lot_id, product_name, quantity, unit, county, county_name, producer, contact, statement,
                       issued_on))

}  // namespace shanhai::traceability
