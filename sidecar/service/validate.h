#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace avatar {
/** What is wrong with a job: where in its body, and what would be right. */
struct Fault {
  std::string path;
  std::string message;
};

/** The first fault of a job's body, or none. Sizes in pixels, times in milliseconds. */
std::optional<Fault> fault_of(const nlohmann::json& job);
}  // namespace avatar
