// The part of JSON-LD that event hashes need: prefixes and terms, as "@context" of a document or event declares them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/traceability/epcis/node.hpp"

namespace shanhai::traceability::epcis {

inline constexpr std::string_view kContextUrl = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

class Context {
 public:
  Context();  // what the standard's own context declares
  // A "@context": a URL (only the standard's is known, others add nothing), an object, or a list of these. Terms are
  // written out when they are added: bound its size before, and these two behind it.
  void add(const Node& context);
  std::size_t terms() const { return terms_.size(); }  // the standard's among them
  std::size_t longest_iri() const;

  // A member's name as hashes write it: "{namespace}local" for what a prefix, a term or a full IRI names, else as it
  // is.
  std::string expanded_name(std::string_view name) const;
  // Does a member's name mean something here: is its prefix or the term itself declared, or is it a full IRI?
  bool declares(std::string_view name) const;
  // A value that is a compact IRI in full, else as it is.
  std::string expanded_value(std::string_view value) const;
  // Bytes of all names and values below `node` as these two write them. An array's elements bear its name each.
  std::size_t expanded_size(const Node& node, std::size_t name_size = 0) const;

 private:
  const std::string* prefix_of(std::string_view compact) const;
  const std::string* namespace_of(std::string_view value) const;  // of a compact IRI; nullptr: it is none
  std::size_t expanded_size(std::string_view value) const;

  std::map<std::string, std::string, std::less<>> terms_;
};

}  // namespace shanhai::traceability::epcis
