// Identity over HTTP. The table is in routes.cpp.
#pragma once

#include "common/http/route.hpp"
#include "services/identity/accounts/service.hpp"
#include "services/identity/addresses/service.hpp"
#include "services/identity/keys/key_ring.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/sign_in/service.hpp"

namespace shanhai::identity {

// What answers the public routes. All outlive the routes.
struct Parts {
  SignIn& sign_in;
  Accounts& accounts;
  Addresses& addresses;
  Organisations& organisations;
  KeyRing& keys;
};

using Reply = Task<Result<http::Response>>;

class Routes {
 public:
  explicit Routes(Parts parts) : parts_(parts) {}
  void mount(http::RouteTable& table);

  Reply send_code(http::Request& request);
  Reply sign_in(http::Request& request);
  Reply refresh(http::Request& request);
  Reply switch_role(http::Request& request);
  Reply sign_out(http::Request& request);

  Reply me(http::Request& request);
  Reply change_password(http::Request& request);
  Reply export_account(http::Request& request);
  Reply erase(http::Request& request);

  Reply add_address(http::Request& request);
  Reply list_addresses(http::Request& request);
  Reply replace_address(http::Request& request);
  Reply remove_address(http::Request& request);

  Reply create_organisation(http::Request& request);
  Reply list_organisations(http::Request& request);
  Reply get_organisation(http::Request& request);
  Reply get_proof(http::Request& request);
  Reply approve(http::Request& request);
  Reply refuse(http::Request& request);
  Reply suspend(http::Request& request);
  Reply add_member(http::Request& request);
  Reply list_members(http::Request& request);
  Reply remove_member(http::Request& request);

  Reply jwks(http::Request& request);
  Reply rotate_key(http::Request& request);

 private:
  void mount_people(http::RouteTable& table);
  void mount_organisations(http::RouteTable& table);
  Reply decide(http::Request& request, OrganisationAction action);

  Parts parts_;
};

class InternalRoutes {
 public:
  explicit InternalRoutes(Api& api) : api_(api) {}
  void mount(http::RouteTable& table);

  Reply organisation(http::Request& request);
  Reply delivery_address(http::Request& request);
  Reply contacts(http::Request& request);

 private:
  Api& api_;
};

}  // namespace shanhai::identity
