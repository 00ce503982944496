#pragma once
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "film/paint.h"

namespace avatar {

// A source that may give way to the next: a graphics card that fell over, a presenter from elsewhere that may not be used.
struct SourceFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a job's `backend` names, best first; the last one works everywhere. `degraded` is told what is left out at once.
std::vector<Source> sources_of(const Job& job, const Timeline& line, const std::filesystem::path& folder,
                               const std::function<void(const std::string&, const std::string&, const std::string&)>& degraded);

// Names of the backends that can be asked for here.
std::vector<std::string> backend_names();

}  // namespace avatar
