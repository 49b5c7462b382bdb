// The words of the Core Business Vocabulary 2.0 and of GS1's Web Vocabulary that EPCIS documents use, in their three
// spellings: bare (`packing`), as a web URI (`https://ref.gs1.org/cbv/BizStep-packing`, also under a declared prefix)
// and as the URN of CBV 1.2 (`urn:epcglobal:cbv:bizstep:packing`).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace shanhai::traceability::epcis {

enum class Vocabulary {
  biz_step,
  disposition,
  transaction_type,
  party_type,    // of sources and destinations
  error_reason,  // of error declarations
  measurement,   // of sensor reports; from here on without a URN
  alert,
  component,
};

// The bare spelling of a word that the standard names; empty: it names none such. `text` may be spelt in any way.
std::string_view standard_word(Vocabulary vocabulary, std::string_view text);
std::span<const std::string_view> standard_words(Vocabulary vocabulary);
bool is_bare_word(Vocabulary vocabulary, std::string_view text);
// Does `text` stand in the namespace that the JSON Schema leaves to bare words? What stands there must be a word.
bool is_reserved(Vocabulary vocabulary, std::string_view text);

// The web URI of a bare word, whether the standard names it or not: hashes and indexes write all spellings so.
std::string web_word(Vocabulary vocabulary, std::string_view bare);
// The web URI of what is spelt as a URN of CBV 1.2; anything else as it is.
std::string as_web_vocabulary(std::string text);

}  // namespace shanhai::traceability::epcis
