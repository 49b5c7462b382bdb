// A commitment certificate to print or to show: one HTML document without script and without anything to load.
//
// The words are those of the form that the Ministry's trial used since 2021 (assumed: its text was not at hand); the
// contents are those that Order No. 4 of 2025 asks for: product, quantity, origin, who commits, contact, day. With a
// code the words 承诺达标合格证 stand in plain sight, as the order asks.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/evidence/api.hpp"

namespace shanhai::traceability {

// For its owner, who prints it: with producer and contact, and a code of the public page.
http::Response certificate_page(const CertificateView& certificate);
// For anybody.
http::Response certificate_page(const PublicCertificateView& certificate);

}  // namespace shanhai::traceability
