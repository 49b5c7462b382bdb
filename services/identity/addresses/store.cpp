#include "services/identity/addresses/store.hpp"

#include "sql/identity_queries.hpp"

namespace shanhai::identity::store {
namespace {

namespace statements = ::shanhai::sql::identity;

db::Value key_of(const BookOwner& owner) {
  const auto bytes = owner.bytes();
  return db::Bytes{std::string(bytes.begin(), bytes.end())};
}

StoredAddress read(const db::Row& row) {
  return {row.get<AddressId>("id"), row.get<db::Bytes>("content").value, row.get<std::int64_t>("version")};
}

}  // namespace

void insert_address(db::Tx& tx, const BookOwner& owner, const StoredAddress& address) {
  tx.execute(
      statements::address_insert,
      {{"id", address.id}, {"owner", key_of(owner)}, {"content", db::Bytes{address.content}}, {"now", tx.now()}});
}

std::optional<StoredAddress> find_address(db::Tx& tx, const BookOwner& owner, AddressId id) {
  const auto rows = tx.query(statements::address_find, {{"id", id}, {"owner", key_of(owner)}});
  if (rows.empty()) return std::nullopt;
  return read(rows.front());
}

std::vector<StoredAddress> list_addresses(db::Tx& tx, const BookOwner& owner, AddressId after, std::int64_t limit) {
  std::vector<StoredAddress> out;
  const auto rows = tx.query(statements::address_list, {{"owner", key_of(owner)}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read(row));
  return out;
}

std::int64_t count_addresses(db::Tx& tx, const BookOwner& owner) {
  const auto rows = tx.query(statements::address_count, {{"owner", key_of(owner)}});
  return rows.front().get<std::int64_t>("entries");
}

bool update_address(db::Tx& tx, const BookOwner& owner, const StoredAddress& address) {
  return tx.execute(statements::address_update, {{"id", address.id},
                                                 {"owner", key_of(owner)},
                                                 {"content", db::Bytes{address.content}},
                                                 {"version", address.version}}) == 1;
}

bool delete_address(db::Tx& tx, const BookOwner& owner, AddressId id) {
  return tx.execute(statements::address_delete, {{"id", id}, {"owner", key_of(owner)}}) == 1;
}

void delete_addresses(db::Tx& tx, const BookOwner& owner) {
  tx.execute(statements::address_delete_all, {{"owner", key_of(owner)}});
}

}  // namespace shanhai::identity::store
