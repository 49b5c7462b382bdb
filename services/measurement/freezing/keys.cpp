#include "services/measurement/freezing/keys.hpp"

#include "services/measurement/freezing/views.hpp"
#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

constexpr std::string_view kSealContext = "measurement_key.secret";

void insert_key(db::Tx& tx, const signing::StoredKey& key) {
  tx.execute(q::signing_key_insert, {{"algorithm", key.algorithm},
                                     {"name", key.name},
                                     {"public_key", db::Bytes{key.public_key}},
                                     {"secret", db::Bytes{key.secret}},
                                     {"now", tx.now()}});
}

}  // namespace

std::vector<signing::StoredKey> list_keys(db::Tx& tx) {
  std::vector<signing::StoredKey> out;
  for (const auto row : tx.query(q::signing_key_list)) {
    out.push_back({row.get<std::string>("algorithm"), row.get<std::string>("name"),
                   row.get<db::Bytes>("public_key").value, row.get<db::Bytes>("secret").value});
  }
  return out;
}

std::vector<std::string> list_verifier_keys(db::Tx& tx) {
  std::vector<std::string> out;
  for (const auto& key : list_keys(tx)) out.push_back(signing::verifier_of(key).str());
  return out;
}

signing::SigningKeys load_keys(db::Tx& tx, Context& context, const std::string& name, const std::string& actor) {
  auto stored = list_keys(tx);
  if (stored.empty()) {
    for (const auto kind : {signing::KeyKind::ed25519, signing::KeyKind::sm2}) {
      stored.push_back(signing::make_key(kind, name, context.vault, kSealContext, context.random));
      insert_key(tx, stored.back());
      const auto verifier = signing::verifier_of(stored.back()).str();
      events::append(tx, context.random,
                     {kKeyAdded,
                      "measurement_key",
                      stored.back().algorithm,
                      1,
                      actor,
                      "first freeze",
                      {},
                      {{"verifier_key", verifier}}});
    }
  }
  std::string wrong;
  auto keys = signing::open_keys(stored, context.vault, kSealContext, "measurement", wrong);
  if (!wrong.empty()) throw std::runtime_error(wrong);
  return keys;
}

}  // namespace shanhai::measurement
