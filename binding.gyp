{
  'targets': [{
    'target_name': 'x86_pte',
    'sources': [
      'native/node/addon.cpp',
      'native/node/async.cpp',
      'native/node/async_passes.cpp',
      'native/node/bound.cpp',
      'native/node/pool.cpp',
      'native/node/table.cpp',
      'native/node/waited.cpp',
      'native/batch/batch.cpp',
      'native/batch/dispatch.cpp',
      'native/batch/decision_table.cpp',
      'native/batch/census.cpp',
      'native/batch/find.cpp',
      'native/batch/map.cpp',
      'native/batch/passes.cpp',
    ],
    'include_dirs': ["<!(node -p \"require('node-addon-api').include_dir\")"],
    'defines': ['NAPI_VERSION=8', 'NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20'],
    # -Wno-psabi: vectors never cross a function that is not inlined, so the ABI note is void.
    'cflags_cc': ['-std=c++20', '-fvisibility=hidden', '-Wno-psabi'],
  }],
}
