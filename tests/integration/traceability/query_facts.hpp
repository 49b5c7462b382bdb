// Events as plain facts, told by the test: how each is spelt in a document, and what each parameter of a query means
// for it, are written down here a second time, without the program's own words.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/json/json.hpp"

namespace shanhai::traceability {

struct Thing {  // an item of GTIN number `product`, or a lot of it
  int product = 0, number = 0;
  auto operator<=>(const Thing&) const = default;
};
struct Amount {
  Thing lot;
  std::string value, unit;  // unit empty: pieces
};
struct Party {
  std::string type;
  int number = 0;
};
struct Reading {
  std::string type;   // of measurement
  int value_x10 = 0;  // in CEL
  int device = 0, text = 0;
  bool flag = false;
};
struct Fact {
  int number = 0;
  std::string type, action, step, disposition, set, unset;
  Instant happened{}, recorded{};
  int read_point = -1, extension = -1, location = -1;  // -1: none
  std::vector<Party> transactions, sources, destinations;
  std::vector<Thing> epcs, inputs, outputs;
  std::optional<Thing> parent;
  std::vector<Amount> amounts, input_amounts, output_amounts;
  int transformation = -1;
  std::optional<Instant> declared;
  std::string reason;
  int corrective = -1;
  std::vector<Reading> readings;
  std::optional<Instant> measured_from;
  int grade = -1;    // farm:grade, a number
  int color = -1;    // farm:color, a text
  int inner = -1;    // farm:size within farm:box
  int variety = -1;  // ilmd: farm:variety
  int plot = -1;     // ilmd: farm:plot within farm:field
  int blame = -1;    // errorDeclaration: farm:blame
};

class Facts {
 public:
  explicit Facts(std::uint64_t seed) : engine_(seed) {}

  Fact make(int number);
  // As a document's event; each key in one of its spellings, by chance.
  json::Object tell(const Fact& fact);

  // One parameter, with its value as a URL has it and as a JSON query has it, and the events it wants.
  struct Clause {
    std::string name, text;
    json::Value value;
    std::function<bool(const Fact&)> wants;
  };
  Clause clause();  // of any parameter
  // One of each parameter that there is, by the place in the list.
  std::size_t clauses() const;
  Clause clause(std::size_t place);

  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(engine_); }
  Instant recorded_from{};  // when the first of them is recorded; one is recorded at most four hours later
  bool chance(double p) { return std::bernoulli_distribution(p)(engine_); }

 private:
  std::string item(const Thing& thing);
  std::string lot(const Thing& thing);
  std::string place(int number, int extension);
  std::string word(const std::string& bare, const std::string& web, const std::string& urn);
  std::string step(const std::string& bare);
  std::string state(const std::string& bare);
  json::Array quantities(const std::vector<Amount>& amounts);
  Thing some_thing() { return {static_cast<int>(below(4)), static_cast<int>(below(6))}; }
  Instant some_time();
  std::vector<Amount> some_amounts();
  std::vector<Party> some_parties(const std::vector<std::string>& kinds);
  std::vector<Thing> some_things();
  void choose_objects(Fact& out);
  static void tell_parties(json::Object& out, const std::string& list, const std::string& member,
                           const std::vector<Party>& all);
  void tell_objects(json::Object& out, const Fact& fact);
  static json::Object sensor_element(const Fact& fact);

  Clause of_time(const std::string& name, bool from, Instant limit,
                 std::function<std::optional<Instant>(const Fact&)> read);
  Clause of_words(const std::string& name, const std::vector<std::string>& all, bool steps,
                  std::function<std::string(const Fact&)> read);
  Clause of_things(const std::string& name, bool lots, std::function<std::vector<Thing>(const Fact&)> read);
  Clause of_parties(const std::string& name, bool transactions, std::function<std::vector<Party>(const Fact&)> read);
  Clause of_number(const std::string& name, std::vector<std::string> wanted,
                   std::function<std::vector<double>(const Fact&)> read);
  Clause of_list(const std::string& name, std::vector<std::string> values, std::function<bool(const Fact&)> wants);
  using Makers = std::vector<std::function<Clause()>>;
  Makers all();
  void add_times(Makers& out);
  void add_words(Makers& out);
  void add_places(Makers& out);
  void add_things(Makers& out);
  void add_numbers(Makers& out);
  void add_presences(Makers& out);
  void add_extensions(Makers& out);
  void add_readings(Makers& out);

  std::mt19937_64 engine_;
};

}  // namespace shanhai::traceability
