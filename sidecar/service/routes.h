#pragma once
#include <httplib.h>

#include <string>

#include "worker.h"

namespace avatar {
/** Puts the contract's routes onto a server; every one but /healthz takes the bearer token. */
void add_routes(httplib::Server& server, JobStore& store, Worker& worker, const std::string& token);
}  // namespace avatar
