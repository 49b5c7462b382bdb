// Finds the row of a route table for a method and a path: static segments before {names}, each segment decoded on its
// own. A last {name...} stands for all that is left, empty segments too, encoded as in a path; it is tried last.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/route.hpp"

namespace shanhai::http {

std::string_view name_of(Method method);  // "GET"

class Router {
 public:
  struct Match {
    const BoundRoute* row = nullptr;  // nullptr: not found, or allow() is not empty
    std::size_t index = 0;            // of the row, counting over all tables in the order given
    std::vector<std::pair<std::string_view, std::string>> values;  // {name} and decoded segment
  };

  // The tables must outlive the router and not change. std::logic_error: a path that is not one, or two rows for the
  // same.
  explicit Router(const std::vector<const RouteTable*>& tables);
  ~Router();
  Match find(Method method, const std::vector<std::string>& segments) const;
  // "GET, HEAD, OPTIONS"; empty: there is no such path. Internal rows count for internal callers only.
  std::string allow(const std::vector<std::string>& segments, bool internal) const;
  std::size_t size() const { return rows_.size(); }
  const BoundRoute& row(std::size_t index) const { return *rows_[index].row; }

 private:
  static constexpr std::size_t kMethods = 5;
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> any, rest;
    std::array<std::size_t, kMethods> rows{};  // index into rows_ plus one; 0: none
  };
  struct Row {
    const BoundRoute* row;
    std::vector<std::pair<std::string, std::size_t>> names;  // {name} and the segment it stands in
  };
  void add(const BoundRoute& row);
  // Depth first, static segments before names, until a leaf has the method.
  const Row* search(const Node& node, const std::vector<std::string>& segments, std::size_t depth, Method method) const;

  Node root_;
  std::vector<Row> rows_;
};

}  // namespace shanhai::http
