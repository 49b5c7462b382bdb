// What a laboratory's report and a commitment certificate may say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

// commissioned: by the supplier from a laboratory; own: by its own means; supervision: taken by an authority.
enum class TestKind { commissioned, own, supervision };

struct TestFacts {
  TestKind kind = TestKind::commissioned;
  std::optional<std::string> cma_number;  // of the laboratory's qualification (检验检测机构资质认定)
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<std::optional<TestResult>> items;  // each item's verdict, where the report gives one
};
// All that is wrong, at its place: /tested_on in_the_future, /items too_many, /cma_number invalid_cma_number (12
// digits) or not_allowed (own tests), /items/n/verdict contradicts_result.
Result<void> check_test(const TestFacts& facts, Date today);

// What a commitment rests on (承诺依据). The form of the trial of 2021 names these four; Order No. 4 of 2025 of the
// Ministry of Agriculture asks for quality control or test results.
enum class CertificateBasis { commissioned_test, own_test, quality_control, self_commitment };
// Whose commitment it is. A person's name is never public.
enum class CertificateHolder { organisation, person };
enum class CertificateStatus { valid, replaced, withdrawn, lot_recalled };

struct CertificateFacts {
  bool recalled = false;
  bool failed_test = false;                              // of the lot or one it was made of
  bool passed_commissioned = false, passed_own = false;  // a report of that kind stands behind the lot
  std::int64_t lot_quantity = 0;
  std::optional<std::int64_t> quantity;
  std::vector<CertificateBasis> basis;
};
// conflict lot_failed_test, lot_recalled. invalid /basis required, repeated; /quantity out_of_range. unprocessable
// basis_not_shown at /basis: no passed report of that kind is recorded.
Result<void> check_certificate(const CertificateFacts& facts);

// "HGZ20261123-7K3M9Q2X4T": the day and ten random characters, so that nobody counts certificates (assumed: no
// official numbering was found). `text`: of a fresh id.
std::string certificate_number(Date issued_on, const std::string& text);
bool is_certificate_number(const std::string& text);

}  // namespace shanhai::traceability
