import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  ask,
  hasTerminal,
  movedCommands,
  parse,
  parseMetricsFile,
  provideDvc,
  pythonRange
} from "./chunk-ANL4TTAS.js";
import {
  parseDvcConfig,
  remoteOf
} from "./chunk-ZZBAYX7I.js";
import {
  openRepository
} from "./chunk-5VUMSE2N.js";
import {
  Git
} from "./chunk-Q2WIHPYU.js";
import {
  fromTop,
  shellWord
} from "./chunk-2OGHCNB3.js";
import "./chunk-AMMPZXSX.js";
import {
  failureText
} from "./chunk-VYEJV3IP.js";
import {
  version
} from "./chunk-QI7C5ARK.js";
import "./chunk-2YNCK45N.js";
import {
  runProcess
} from "./chunk-UAXYXOMA.js";
import "./chunk-3YF3DDHW.js";
import "./chunk-7M6STCMH.js";
import {
  plain
} from "./chunk-IJ3IOKBO.js";
import "./chunk-NTLNP6FM.js";
import {
  childEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  relativePath
} from "./chunk-HLRJF5P5.js";
import {
  projectDirectory
} from "./chunk-QMI3YCHS.js";
import "./chunk-UBRFTX3D.js";
import {
  require_dist
} from "./chunk-FZMT2CAN.js";
import "./chunk-R2ATGWBR.js";
import "./chunk-47C5EFT2.js";
import "./chunk-IISNHXBN.js";
import {
  CREDENTIALS,
  MORE_WORKFLOWS,
  parseCredentials,
  parseOwners,
  parseWorkflows
} from "./chunk-35DVGGLY.js";
import "./chunk-LJ6IJPAN.js";
import {
  count,
  joined,
  named
} from "./chunk-WFAHW5JG.js";
import "./chunk-6BXGY3ZC.js";
import {
  ZodError,
  _enum,
  array,
  boolean,
  object,
  record,
  string
} from "./chunk-33TNGAK7.js";
import "./chunk-SOVHXIP5.js";
import {
  OutsideError,
  ProjectError,
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";
import "./chunk-PYVRI32Z.js";
import "./chunk-VHRYJ7LI.js";
import "./chunk-MEE4SBZR.js";
import {
  didYouMean,
  nearest
} from "./chunk-J4Y3FKE2.js";
import {
  __toESM
} from "./chunk-VUXC3WPS.js";

// src/init/actions.ts
var CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0";
var PYTHON = "actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0";
var UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2";
var DOWNLOAD = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0";
var AWS_LOGIN = "aws-actions/configure-aws-credentials@a03048d87541d1d9fcf2ecf528a4a65ba9bd7838 # v5.0.0";
var GCP_LOGIN = "google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0";
var AZURE_LOGIN = "azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5 # v2.3.0";
var RELEASE = "v1";
function dvcCi(release) {
  return /^[0-9a-f]{40}$/.test(release) ? `dvc-ci/dvc-ci@${release}` : `dvc-ci/dvc-ci@${release} # zizmor: ignore[unpinned-uses] or name a commit: dvc-ci init --release COMMIT`;
}
function documentation(page) {
  return `https://github.com/dvc-ci/dvc-ci/blob/${RELEASE}/docs/${page}`;
}

// src/init/answers.ts
var HOSTED = "ubuntu-latest";
var CLOUDS = ["s3", "gs", "azure"];
function acceptsIdentity(remote) {
  return CLOUDS.includes(remote.kind) && remote.options["endpointurl"] === void 0;
}
function needsCredentials(remote) {
  if (remote.kind === "http")
    return remote.options["auth"] !== void 0 || /^https:\/\/dagshub\.com\//.test(remote.url);
  if (remote.options["allow_anonymous_login"] === "true") return false;
  return !["folder", "hdfs", "other"].includes(remote.kind);
}
function defaultAnswers(facts) {
  const remotes = facts.projects.flatMap(({ remote }) => remote ?? []);
  const stages = facts.projects.flatMap((project) => project.stages);
  const gpu = stages.find((stage) => stage.gpu);
  const named2 = (gpu ?? stages.find(({ runsOn }) => runsOn.length > 0))?.runsOn ?? [];
  const local = remotes.some(({ kind }) => kind === "folder");
  return {
    ...facts.defaultBranch === void 0 ? {} : { branch: facts.defaultBranch },
    credentials: defaultCredentials(facts, remotes),
    runsOn: named2.length > 0 ? named2 : [local || gpu !== void 0 ? "self-hosted" : HOSTED],
    workflows: [],
    owners: "",
    mlflow: facts.projects.some(({ mlflow }) => mlflow),
    release: RELEASE
  };
}
function factDefaults(facts) {
  const { credentials, runsOn, mlflow } = defaultAnswers(facts);
  return { credentials, runsOn, mlflow };
}
function defaultCredentials(facts, remotes) {
  const needy = remotes.filter(needsCredentials);
  if (needy.length === 0) return "none";
  if (!needy.every(acceptsIdentity)) return "secrets";
  const stored = facts.workflows.some(({ secrets }) => secrets.some((name) => STORED_KEY.test(name)));
  return stored ? "secrets" : "oidc";
}
var STORED_KEY = /ACCESS_KEY|CREDENTIALS|CONNECTION_STRING|ACCOUNT_KEY|SERVICE_ACCOUNT/;

// src/init/yaml-text.ts
var OTHER_TYPE = /^(?:true|false|yes|no|on|off|null|~|[-+.\d].*)$/i;
function scalar(text) {
  return /^[\w./][\w./@ -]*$/.test(text) && !OTHER_TYPE.test(text) && !text.endsWith(" ") ? text : JSON.stringify(text);
}
function workflowScalar(text) {
  return scalar(text.replaceAll("${{", "${{ '${{' }}"));
}
function indented(lines, by) {
  return lines.map((line) => line === "" ? line : " ".repeat(by) + line);
}
function comment(text) {
  const lines = [];
  let line = "#";
  for (const word of text.replaceAll(/\s+/g, " ").trim().split(" ")) {
    if (line !== "#" && line.length + 1 + word.length > 100) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

// src/init/credentials.ts
var NOTHING = { steps: [], options: [], environment: [], identity: false, needed: [] };
var NOT_A_FORK = "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'";
function accessOf(remote, credentials, rights, known) {
  if (remote === void 0 || credentials === "none") return NOTHING;
  if (credentials === "oidc" && acceptsIdentity(remote)) return identityOf(remote, rights);
  return storedKeysOf(remote, known);
}
function identityOf(remote, rights) {
  const suffix = rights.toUpperCase();
  const may = rights === "read" ? "can only read the remote" : "can read and write the remote";
  switch (remote.kind) {
    case "s3": {
      const region = remote.options["region"];
      return loggedIn(
        "AWS",
        [
          `uses: ${AWS_LOGIN}`,
          "with:",
          `  role-to-assume: \${{ vars.AWS_ROLE_${suffix} }}`,
          `  aws-region: ${region === void 0 ? "${{ vars.AWS_REGION }}" : workflowScalar(region)}`
        ],
        [
          variable(`AWS_ROLE_${suffix}`, `ARN of a role that ${may}`),
          ...region === void 0 ? [variable("AWS_REGION", "region of the bucket")] : []
        ]
      );
    }
    case "gs":
      return loggedIn(
        "Google Cloud",
        [
          `uses: ${GCP_LOGIN}`,
          "with:",
          "  workload_identity_provider: ${{ vars.GCP_WORKLOAD_IDENTITY_PROVIDER }}",
          `  service_account: \${{ vars.GCP_SERVICE_ACCOUNT_${suffix} }}`
        ],
        [
          variable(
            "GCP_WORKLOAD_IDENTITY_PROVIDER",
            "projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/NAME"
          ),
          variable(`GCP_SERVICE_ACCOUNT_${suffix}`, `address of a service account that ${may}`)
        ]
      );
    case "azure":
      return loggedIn(
        "Azure",
        [
          `uses: ${AZURE_LOGIN}`,
          "with:",
          `  client-id: \${{ vars.AZURE_CLIENT_ID_${suffix} }}`,
          "  tenant-id: ${{ vars.AZURE_TENANT_ID }}",
          "  allow-no-subscriptions: true"
        ],
        [
          variable("AZURE_TENANT_ID", "id of the Entra tenant"),
          variable(`AZURE_CLIENT_ID_${suffix}`, `client id of an application that ${may}`)
        ]
      );
    case "ssh":
    case "http":
    case "webdav":
    case "gdrive":
    case "oss":
    case "hdfs":
    case "folder":
    case "other":
      return NOTHING;
  }
}
function loggedIn(cloud, step, needed) {
  return { ...NOTHING, steps: [step], identity: true, cloud, needed };
}
function storedKeysOf(remote, known) {
  const { kind, options } = remote;
  const named2 = (pattern, name) => known.find((each) => pattern.test(each)) ?? name;
  switch (kind) {
    case "s3":
      return withOptions([
        ["access_key_id", named2(/ACCESS_KEY_ID|KEY_ID$/, "AWS_ACCESS_KEY_ID"), "id of the access key"],
        ["secret_access_key", named2(/SECRET.*KEY|SECRET_ACCESS/, "AWS_SECRET_ACCESS_KEY"), "the access key"]
      ]);
    case "azure":
      return withOptions([
        [
          "connection_string",
          named2(/CONNECTION_STRING/, "AZURE_STORAGE_CONNECTION_STRING"),
          "connection string of the storage account"
        ]
      ]);
    case "oss":
      return withOptions([
        ["oss_key_id", "OSS_KEY_ID", "id of the access key"],
        ["oss_key_secret", "OSS_KEY_SECRET", "the access key"]
      ]);
    case "http":
    case "webdav": {
      const basic = kind === "http" && options["auth"] === void 0 ? ["auth=basic"] : [];
      const access2 = withOptions([
        ["user", named2(/(?:DAGSHUB|DVC|WEBDAV).*USER/, "DVC_REMOTE_USER"), "user of the remote"],
        [
          "password",
          named2(/(?:DAGSHUB|DVC|WEBDAV).*(?:PASSWORD|TOKEN)/, "DVC_REMOTE_PASSWORD"),
          "password or token of that user"
        ]
      ]);
      return { ...access2, options: [...basic, ...access2.options] };
    }
    case "ssh": {
      const key = named2(/SSH.*KEY/, "DVC_SSH_KEY");
      return {
        ...NOTHING,
        steps: [
          [
            "name: Key of the remote",
            "env:",
            `  KEY: \${{ secrets.${key} }}`,
            "run: |",
            '  install -m 600 /dev/null "$RUNNER_TEMP/dvc-ssh-key"',
            `  printf '%s\\n' "$KEY" > "$RUNNER_TEMP/dvc-ssh-key"`
          ]
        ],
        options: ["keyfile=${{ runner.temp }}/dvc-ssh-key"],
        needed: [secret(key, "private key of the user of the remote, without a passphrase (`< FILE`)")]
      };
    }
    case "gs": {
      const name = named2(/(?:GCP|GOOGLE|GCLOUD).*(?:CREDENTIALS|KEY|ACCOUNT)/, "GCP_CREDENTIALS");
      return {
        ...NOTHING,
        steps: [[`uses: ${GCP_LOGIN}`, "with:", `  credentials_json: \${{ secrets.${name} }}`]],
        needed: [secret(name, "JSON key of a service account (`< FILE`)")]
      };
    }
    case "gdrive": {
      const name = named2(/GDRIVE.*(?:CREDENTIALS|DATA)/, "GDRIVE_CREDENTIALS_DATA");
      return {
        ...NOTHING,
        environment: [["GDRIVE_CREDENTIALS_DATA", `\${{ secrets.${name} }}`]],
        needed: [secret(name, "JSON key of a service account (`< FILE`)")]
      };
    }
    case "hdfs":
    case "folder":
    case "other":
      return NOTHING;
  }
}
function withOptions(options) {
  return {
    ...NOTHING,
    options: options.map(([option, name]) => `${option}=\${{ secrets.${name} }}`),
    needed: options.map(([, name, meaning]) => secret(name, meaning))
  };
}
function variable(name, meaning) {
  return { kind: "variable", name, meaning };
}
function secret(name, meaning) {
  return { kind: "secret", name, meaning };
}

// src/init/jobs.ts
var HOSTED2 = "ubuntu-latest";
var LOCK_TOOLS = ["poetry", "pdm", "pipenv"];
function groupsOf(facts) {
  const groups = /* @__PURE__ */ new Map();
  for (const project of facts.projects) {
    const key = JSON.stringify([
      project.remote?.kind,
      project.remote?.options,
      project.python.tool,
      project.python.version,
      project.stages.length > 0,
      needsGpu(project, "write")
    ]);
    const group = groups.get(key);
    if (group === void 0) groups.set(key, [project]);
    else group.push(project);
  }
  const taken = /* @__PURE__ */ new Set();
  return [...groups.values()].map((projects) => ({
    projects,
    suffix: groups.size === 1 ? "" : unused(`-${slug(projects[0].directory)}`, taken)
  }));
}
function slug(directory) {
  return directory.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").toLowerCase() || "top";
}
function unused(name, taken) {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  taken.add(free);
  return free;
}
function folderOf({ directory }) {
  return directory === "" ? "." : directory;
}
function jobLines(group, request, answers, known) {
  const { projects } = group;
  const [project] = projects;
  const { rights } = request;
  const access2 = accessOf(project.remote, answers.credentials, rights, known);
  const labels = runnerOf(project, rights, answers);
  const several = projects.length > 1;
  const matrix = several && request.byHand !== true;
  const contents = rights === "read" ? "read # check out the code" : "write # push the official build";
  return [
    `# ${request.purpose}`,
    `${request.name}:`,
    ...indented(
      [
        `name: ${request.name}${matrix ? " (${{ matrix.project }})" : ""}`,
        ...request.condition === void 0 ? [] : [`if: ${request.condition}`],
        `runs-on: ${labels.length === 1 ? workflowScalar(labels[0] ?? HOSTED2) : `[${labels.map(workflowScalar).join(", ")}]`}`,
        ...request.named === void 0 ? [] : [`environment: ${request.named.environment} # may ask for a review`],
        "permissions:",
        `  contents: ${contents}`,
        ...request.permissions.map(([name, reason]) => `  ${name}: write # ${reason}`),
        ...access2.identity ? [`  id-token: write # log in to ${access2.cloud ?? ""} without a stored key`] : [],
        ...matrix ? matrixLines(projects, rights) : [],
        "steps:",
        ...indented(
          [
            ...stepLines(
              checkoutLines(rights, request.named?.ref ?? (request.byHand === true ? "${{ github.ref }}" : void 0))
            ),
            ...toolSteps(project, labels).flatMap(stepLines),
            ...access2.steps.flatMap(
              (step) => stepLines(rights === "read" && request.named === void 0 ? [`if: ${NOT_A_FORK}`, ...step] : step)
            ),
            ...stepLines(dvcCiLines(projects, request, answers, access2)),
            ...(request.after ?? []).flatMap((step) => stepLines(step))
          ],
          2
        )
      ],
      2
    )
  ];
}
function neededBy(group, answers, known) {
  const all = (group.projects[0].stages.length > 0 ? ["read", "write"] : ["read"]).flatMap(
    (rights) => accessOf(group.projects[0].remote, answers.credentials, rights, known).needed
  );
  return all.filter(({ name }, index) => !known.includes(name) && all.findIndex((each) => each.name === name) === index);
}
function runnerOf(project, rights, answers) {
  const anyGpu = needsGpu(project, "write");
  return anyGpu && !needsGpu(project, rights) && project.remote?.kind !== "folder" ? [HOSTED2] : answers.runsOn;
}
function needsGpu({ stages }, rights) {
  return stages.some(({ gpu, evaluates: evaluates2 }) => gpu && (rights === "write" || evaluates2));
}
function matrixLines(projects, rights) {
  return [
    "strategy:",
    "  fail-fast: false",
    ...rights === "write" ? ["  max-parallel: 1 # one commit after the other"] : [],
    "  matrix:",
    "    project:",
    ...projects.map((project) => `      - ${workflowScalar(folderOf(project))}`)
  ];
}
function checkoutLines(rights, ref) {
  return [
    `uses: ${CHECKOUT}`,
    "with:",
    ...ref === void 0 ? [] : [`  ref: ${ref}`],
    "  fetch-depth: 0 # the baseline and earlier builds are in the history",
    `  persist-credentials: ${rights === "write"}`
  ];
}
function toolSteps({ python, directory }, labels) {
  if (labels.includes("self-hosted")) return [];
  const { tool, toolVersion, version: version2, versionFile } = python;
  const file = versionFile === void 0 ? void 0 : [directory, versionFile].filter((part) => part !== "").join("/");
  const given = file === void 0 ? version2 === void 0 ? void 0 : `python-version: ${JSON.stringify(version2)}` : `python-version-file: ${workflowScalar(file)}`;
  return [
    ...given === void 0 ? [] : [[`uses: ${PYTHON}`, "with:", `  ${given}`]],
    ...LOCK_TOOLS.includes(tool) ? [[`run: pipx install ${tool}${toolVersion === void 0 ? "" : `==${toolVersion}`}`]] : []
  ];
}
function dvcCiLines(projects, { inputs, byHand, named: named2 }, answers, access2) {
  const [project] = projects;
  const directory = projects.length === 1 ? workflowScalar(project?.directory ?? "") : byHand === true ? "${{ inputs.project }}" : "${{ matrix.project }}";
  const given = [
    ...inputs.map(([name, value]) => `${name}: ${value}`),
    ...directory === '""' ? [] : [`working-directory: ${directory}`],
    ...access2.options.length === 0 ? [] : ["remote-config: |", ...indented(access2.options, 2)]
  ];
  const environment = [
    ...access2.environment,
    ...answers.mlflow && named2 === void 0 && projects.some(({ mlflow }) => mlflow) ? MLFLOW : []
  ];
  return [
    `uses: ${dvcCi(answers.release)}`,
    ...environment.length === 0 ? [] : ["env:", ...environment.map(([name, value]) => `  ${name}: ${value}`)],
    ...given.length === 0 ? [] : ["with:", ...indented(given, 2)]
  ];
}
var MLFLOW = [
  ["MLFLOW_TRACKING_URI", "${{ vars.MLFLOW_TRACKING_URI }}"],
  ["MLFLOW_TRACKING_USERNAME", "${{ secrets.MLFLOW_TRACKING_USERNAME }}"],
  ["MLFLOW_TRACKING_PASSWORD", "${{ secrets.MLFLOW_TRACKING_PASSWORD }}"]
];
function stepLines(lines) {
  return lines.map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
}

// src/init/by-hand.ts
function tasks(facts, answers, top) {
  const known = facts.workflows.flatMap(({ secrets }) => secrets);
  const groups = groupsOf(facts);
  const needed = groups.flatMap((group) => neededBy(group, answers, known)).filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index);
  return [
    ...top === "" ? [] : [{ text: "The commands below start at the top of the repository:", commands: [`cd ${shellWord(top)}`] }],
    ...serverTasks(facts, answers),
    ...remoteTasks(facts, answers),
    ...needed.length === 0 ? [] : [credentialTask(needed)],
    ...needed.some(({ kind }) => kind === "variable") ? [trustTask(facts, answers)] : [],
    ...keepsKeys(facts, answers) ? [KEYS] : [],
    ...answers.mlflow ? [MLFLOW2] : [],
    ...forkTasks(facts, answers, needed),
    ...replacedTasks(facts),
    ...facts.pipeline === void 0 ? [] : [
      {
        text: `The repository has no pipeline. These commands make one (${facts.pipeline.names}); then run \`dvc-ci init\` again:`,
        commands: facts.pipeline.commands
      }
    ],
    protectionTask(
      groups.map(
        ({ suffix, projects }) => projects.length > 1 ? projects.map(({ directory }) => `validate${suffix} (${directory === "" ? "." : directory})`) : [`validate${suffix}`]
      ).flat(),
      facts.projects.some(({ stages }) => stages.length > 0)
    )
  ];
}
function credentialTask(needed) {
  const width = Math.max(...needed.map(({ name }) => name.length));
  return {
    text: "Create on GitHub:",
    commands: needed.map(({ kind, name, meaning }) => `gh ${kind} set ${name.padEnd(width)}  # ${meaning}`)
  };
}
function trustTask({ slug: slug2 = "OWNER/NAME" }, { branch }) {
  return {
    text: `Let the cloud trust GitHub: the reading identity for \`repo:${slug2}:pull_request\`, the writing one only for \`repo:${slug2}:ref:refs/heads/${branch}\`. ${documentation("init.md")}#short-lived-credentials tells how.`,
    commands: []
  };
}
function keepsKeys({ projects }, { credentials }) {
  const remotes = projects.flatMap(({ remote }) => remote ?? []).filter(needsCredentials);
  return credentials === "secrets" && remotes.length > 0 && remotes.every(acceptsIdentity);
}
var KEYS = {
  text: "The workflow reads the stored keys of your secrets. A login without a stored key is safer:",
  commands: ["dvc-ci init --credentials oidc"]
};
var MLFLOW2 = {
  text: "The code uses MLflow. Name its server, and a user if it asks for one:",
  commands: [
    "gh variable set MLFLOW_TRACKING_URI  # address of the server",
    "gh secret set MLFLOW_TRACKING_USERNAME",
    "gh secret set MLFLOW_TRACKING_PASSWORD"
  ]
};
function forkTasks({ projects, slug: slug2 = "OWNER/NAME" }, { workflows, credentials }, needed) {
  if (!projects.some(({ remote }) => remote !== void 0 && needsCredentials(remote))) return [];
  if (!workflows.includes("forks")) return [FORKS];
  const keys = needed.filter(({ kind }) => kind === "secret").map(({ name }) => name);
  const login = credentials === "oidc" ? ` Let the cloud trust \`repo:${slug2}:environment:fork-validation\` for the reading identity.` : "";
  return [
    {
      text: `A commit of a fork is validated in the environment \`fork-validation\`, with rights to read alone. Let it ask for a review (Settings, Environments).${login}${keys.length === 0 ? "" : " Give the environment a key that can only read: without one, its job gets the key of the repository, which can write."}`,
      commands: keys.map((name) => `gh secret set ${name} --env fork-validation`)
    }
  ];
}
var FORKS = {
  text: `A pull request from a fork gets no credential, so its run verifies no model. For a public repository, ${documentation("recipes.md")}#pull-requests-from-forks tells of two workflows: one shows the report of such a run, one validates a commit of a fork after a comment. This writes them:`,
  commands: ["dvc-ci init --workflows commands,forks"]
};
function serverTasks({ name, server }, { branch }) {
  if (server === void 0) return [];
  return [
    server === "none" ? {
      text: "The clone has no Git remote. Create the repository on GitHub, and push the default branch:",
      commands: [
        `gh repo create ${shellWord(name)} --private --source . --remote origin`,
        `git push -u origin ${shellWord(branch)}`
      ]
    } : {
      text: "The Git server has no default branch yet. Push it:",
      commands: [`git push -u origin ${shellWord(branch)}`]
    }
  ];
}
function remoteTasks({ projects }, answers) {
  const found2 = projects.flatMap(({ directory, root = directory, remote }) => {
    const where = directory === "" ? "" : ` of ${directory}`;
    const config = root === "" ? ".dvc/config" : `${root}/.dvc/config`;
    if (remote !== void 0)
      return problemsOf(remote, { where, root, config }, answers).map((text) => ({ text, commands: [] }));
    return [
      {
        text: `The DVC project${where} has no default remote. Without one, no workflow can download its data. Add one, upload the data, and run init again, which writes the login of the remote:`,
        commands: [
          fromTop(root, "dvc remote add --default storage s3://BUCKET/PATH"),
          fromTop(root, "dvc push"),
          `git add -- ${shellWord(config)} && git commit -m "Add the DVC remote"`,
          "dvc-ci init"
        ]
      }
    ];
  });
  return found2.filter(({ text }, index) => found2.findIndex((other) => other.text === text) === index);
}
function problemsOf({ name, kind, url, folder = url, options }, { where, root, config }, { credentials }) {
  const modify = fromTop(root, `dvc remote modify ${shellWord(name)}`);
  switch (kind) {
    case "folder":
      return [
        `The remote '${name}'${where} is the folder ${folder} of this machine. No runner of GitHub reaches it, only a self-hosted one with that folder: let no pull request of a fork run there. For runners of GitHub, give the remote an address (\`${modify} url s3://BUCKET/PATH\`), upload with \`${fromTop(root, "dvc push")}\`, commit ${config}, and run \`dvc-ci init\` again.`
      ];
    case "azure":
      return credentials === "oidc" && options["account_name"] === void 0 ? [
        `The remote '${name}'${where} names no storage account: \`${modify} account_name ACCOUNT\`, then commit ${config}.`
      ] : [];
    case "gdrive":
      return options["gdrive_use_service_account"] === "true" ? [] : [
        `The remote '${name}'${where} needs a service account: \`${modify} gdrive_use_service_account true\`, then commit ${config}.`
      ];
    case "hdfs":
    case "other":
      return [
        `dvc-ci init knows no credentials for the remote '${name}'${where} (${url}). Give them in the workflow as \`remote-config\`.`
      ];
    case "s3":
    case "gs":
    case "ssh":
    case "http":
    case "webdav":
    case "oss":
      return [];
  }
}
function replacedTasks({ workflows }) {
  if (workflows.length === 0) return [];
  return [
    {
      text: "These workflows do the same work. Remove them when the first pull request with dvc-ci is green:",
      commands: workflows.map(({ path, uses }) => `git rm ${shellWord(path)}  # ${uses.join(", ")}`)
    }
  ];
}
function protectionTask(checks, builds) {
  const push2 = builds ? ` A protected branch rejects the push of the rebuild: ${documentation("recipes.md")}#a-protected-default-branch has the ways.` : "";
  return {
    text: `Protect the default branch (Settings, Rules): require the check ${checks.map((check) => `\`${check}\``).join(", ")}.${push2}`,
    commands: []
  };
}

// src/init/policies.ts
var HIGHER = words(
  "accuracy acc f1 fscore auc auroc auprc ap map mrr ndcg precision recall sensitivity specificity score r2 iou miou dice",
  "bleu rouge meteor kappa mcc correlation pearson spearman psnr ssim hits topk"
);
var LOWER = words(
  "loss logloss crossentropy nll error err mse rmse mae mape smape rmsle brier ece wer cer perplexity ppl fid fpr fnr false"
);
var NEITHER = words(
  "train training neg negative count samples rows epoch epochs step steps seconds time duration std"
);
var PLAIN_NAME = /^[\w./-]+$/;
var BELOW = 0.02;
var ABOVE = 0.1;
var LEAST_CHANGE = 0.01;
var MOST_DROP = 0.05;
var MOST_RISE = 0.25;
var ENOUGH = 3;
var MOST_POWER = 290;
var MOST_POLICIES = 8;
function words(...lists) {
  return new Set(lists.join(" ").split(" "));
}
function betterOf(name) {
  const parts = name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z0-9]+/);
  if (parts.some((part) => NEITHER.has(part))) return void 0;
  const [higher, lower] = [HIGHER, LOWER].map((set) => parts.some((part) => set.has(part)));
  return higher === lower ? void 0 : higher ? "higher" : "lower";
}
function propose(metric, key) {
  const better = betterOf(metric.name);
  if (better === void 0 || !PLAIN_NAME.test(metric.name)) return void 0;
  const { value, history } = metric;
  const bound = better === "higher" ? value - Math.abs(value) * BELOW : value + Math.abs(value) * ABOVE;
  const limits = [
    ...value > 0 ? [better === "higher" ? `min: ${plain(roundDown(bound))}` : `max: ${plain(roundUp(bound, 2))}`] : [],
    `${better === "higher" ? "max_drop" : "max_rise"}: ${changeLimit(value, distinct(history), better)}`
  ];
  const values = distinct(history);
  const change = better === "higher" ? "max_drop" : "max_rise";
  const from = values.length >= ENOUGH ? `; ${change} from its ${values.length} values in Git` : "";
  return { key, limits, reason: `today ${plain(value)}${from}` };
}
function changeLimit(value, history, better) {
  const [usual, most] = better === "higher" ? ["2%", MOST_DROP] : ["10%", MOST_RISE];
  if (history.length < ENOUGH || value === 0) return usual;
  const changes = history.slice(1).map((after, index) => {
    const before = history[index] ?? after;
    return better === "higher" ? before - after : after - before;
  });
  const size = Math.abs(value);
  return plain(roundUp(Math.min(Math.max(...changes, size * LEAST_CHANGE), size * most), 1));
}
function distinct(history) {
  return history.filter((value, index) => value !== history[index - 1]);
}
function roundDown(value) {
  return rounded(value, 2, Math.floor);
}
function roundUp(value, digits) {
  return rounded(value, digits, Math.ceil);
}
function rounded(value, digits, round) {
  const power = digits - 1 - Math.floor(Math.log10(value));
  if (Math.abs(power) > MOST_POWER) return value;
  const scaled = Number((value * 10 ** power).toPrecision(12));
  return Number(`${round(scaled)}e${-power}`);
}
function proposals(metrics) {
  const names = metrics.map(({ name }) => name);
  const someMeasured = metrics.some(({ measured }) => measured);
  const policies = [];
  const others = [];
  for (const metric of metrics) {
    const repeated2 = names.filter((name) => name === metric.name).length > 1;
    const key = repeated2 ? `${metric.path}:${metric.name}` : metric.name;
    const judged = policies.length < MOST_POLICIES && (metric.measured || !someMeasured);
    const proposal = judged ? propose(metric, key) : void 0;
    if (proposal === void 0) others.push(key);
    else policies.push(proposal);
  }
  return { policies, others };
}
function policyLine({ key, limits, reason }) {
  return `${scalar(key)}: { ${limits.join(", ")} } # ${reason}`;
}

// src/init/config-text.ts
var HEADER = [
  "# Written by `dvc-ci init`. Change it as you like: `dvc-ci init --update` keeps your changes."
];
function configText(repository, project, answers, policies) {
  const sections = [
    hostKeySection(project),
    setupSection(project),
    checksSection(project),
    evaluationSection(project),
    metricsSection(project, policies),
    mlflowSection(repository, project, answers),
    commitSection(project)
  ];
  return [
    ...HEADER,
    `# Every setting: ${documentation("configuration.md")}`,
    ...sections.filter((section) => section.length > 0).flatMap((section) => ["", ...section]),
    ""
  ].join("\n");
}
function hostKeySection({ remote }) {
  const host = /^ssh:\/\/(?:[^@/]*@)?([^:/]+)/.exec(remote?.url ?? "")?.[1];
  if (remote?.kind !== "ssh" || host === void 0) return [];
  return [
    ...comment(
      `The host key of the server, as \`ssh-keyscan ${shellWord(host)}\` prints it. Compare it with the server first:`
    ),
    "# ssh-known-hosts: |",
    `#   ${host} ssh-ed25519 AAAA…`
  ];
}
function setupSection({ python: { tool, developmentFiles } }) {
  if (tool === "pixi")
    return [
      ...comment("dvc-ci cannot install pixi.lock. Give the command that installs the packages:"),
      "# setup: pixi install --frozen"
    ];
  if (tool !== "pip" || developmentFiles.length === 0) return [];
  const files = ["requirements.txt", ...developmentFiles].map((file) => `-r ${file}`).join(" ");
  return ["# The packages of the stages and of the checks.", `setup: ${scalar(`pip install ${files}`)}`];
}
function checksSection({ checks, directory, root = "" }) {
  if (checks.length === 0)
    return [
      ...comment("Commands that run on each pull request, with the project's packages:"),
      "# checks:",
      "#   unit: pytest -q"
    ];
  const ready = checks.filter(({ installed }) => installed);
  const missing = checks.filter(({ installed }) => !installed);
  return [
    ...comment("Commands that run on each pull request, with the project's packages."),
    ready.length > 0 ? "checks:" : "# checks:",
    // Git ignores .dvc/tmp. A project in a folder of a DVC project has none.
    ...ready.flatMap((check) => checkLines(check, directory === root ? ".dvc/tmp" : void 0)),
    ...missing.map(
      ({ name, command, program }) => `  # ${name}: ${command} # first add ${program} to the packages of the project`
    )
  ];
}
function checkLines({ name, command, reportOption }, folder) {
  if (folder === void 0 || reportOption === void 0) return [`  ${name}: ${scalar(command)}`];
  const report = `${folder}/${name}.xml`;
  return [`  ${name}:`, `    run: ${scalar(`${command} ${reportOption}=${report}`)}`, `    report: ${report}`];
}
function evaluationSection({ stages, evaluation, metrics }) {
  if (evaluation !== void 0)
    return [
      ...comment("This command measures the downloaded model. dvc-ci compares its metrics with the committed ones."),
      "validate:",
      "  evaluate:",
      `    command: ${scalar(`python ${evaluation.script}`)}`,
      `    metrics: ${scalar(evaluation.metrics)}`
    ];
  const measured = stages.filter(({ evaluates: evaluates2 }) => evaluates2).map(({ name }) => name);
  if (measured.length > 0 || metrics.length === 0 && stages.length === 0) return [];
  return comment(
    "No stage makes only metrics and plots, so a pull request is judged by its committed metrics. A separate stage that evaluates the model lets dvc-ci measure them."
  );
}
function metricsSection({ unreadMetrics }, { policies, others }) {
  const notes = [
    ...others.length > 0 ? comment(`Metrics without a policy: ${named(others, 12)}.`) : [],
    ...unreadMetrics.length > 0 ? comment(`Not read, because the file is not here (\`dvc pull\`): ${named(unreadMetrics)}.`) : []
  ];
  if (policies.length === 0)
    return [
      ...comment("Limits of the metrics. A change that breaks one fails:"),
      "# metrics:",
      "#   policies:",
      "#     accuracy: { min: 0.9, max_drop: 0.01 }",
      ...notes
    ];
  return [
    ...comment("Limits of the metrics, from the values of today. A change that breaks one fails. Tighten them."),
    "metrics:",
    "  policies:",
    ...indented(policies.map(policyLine), 4),
    ...indented(notes, 4)
  ];
}
function mlflowSection(repository, { directory, models }, answers) {
  if (!answers.mlflow) return [];
  return [
    ...comment("Runs and official models go to the server of the variable MLFLOW_TRACKING_URI. Without it, to none."),
    "mlflow:",
    `  experiment: ${scalar(directory === "" ? repository : `${repository}/${directory}`)}`,
    models.length === 1 ? `  alias: champion # moves to each new version of ${models[0] ?? ""}` : "  # alias: champion # moves to each new version of the model under `artifacts:` in dvc.yaml"
  ];
}
function commitSection({ stages }) {
  if (stages.length === 0) return [];
  return [
    ...comment("The official build is pushed to the default branch. Where a rule protects the branch:"),
    "# rebuild:",
    "#   commit: pull-request"
  ];
}

// src/init/forks-text.ts
var FORKS_FILE = "dvc-ci-forks.yml";
var ARTIFACT = "dvc-ci-report";
var REPORT = "${{ runner.temp }}/report.json";
var FOLDER = "${{ runner.temp }}/report";
var LEAVING_REPORT = {
  inputs: [["report", REPORT]],
  after: [
    [
      "if: always()",
      `uses: ${UPLOAD}`,
      "with:",
      `  name: ${ARTIFACT}`,
      `  path: ${REPORT}`,
      "  if-no-files-found: ignore",
      "  overwrite: true"
    ]
  ]
};
function forksWorkflow(facts, answers) {
  const [group, ...others] = groupsOf(facts);
  if (group === void 0 || others.length > 0 || group.projects.length > 1)
    throw new SetupError(
      "setting-conflict",
      `workflows: forks is for one project, and init found ${facts.projects.length}.`,
      {
        key: "workflows",
        value: "forks",
        remedy: `Name one with --project, or write the workflows of ${documentation("recipes.md")}#pull-requests-from-forks by hand.`
      }
    );
  const validate = jobLines(
    group,
    {
      name: "validate",
      purpose: "Validates the commit that `/dvc-ci validate SHA` names. Give it rights to read alone.",
      condition: "github.event_name == 'workflow_dispatch'",
      rights: "read",
      permissions: [],
      inputs: [["mode", "validate"], ...LEAVING_REPORT.inputs],
      named: { ref: "${{ inputs.sha }}", environment: "fork-validation" },
      ...LEAVING_REPORT.after === void 0 ? {} : { after: LEAVING_REPORT.after }
    },
    answers,
    facts.workflows.flatMap(({ secrets }) => secrets)
  );
  return [
    ...HEADER,
    "name: dvc-ci forks",
    "on: # zizmor: ignore[dangerous-triggers] a report is read as data; nothing of the pull request runs after workflow_run",
    "  workflow_run:",
    "    workflows: [dvc-ci]",
    "    types: [completed]",
    "  workflow_dispatch:",
    "    inputs:",
    "      pull-request: { description: Number of the pull request, required: true, type: string }",
    '      sha: { description: "Whole hash of a commit that you have read", required: true, type: string }',
    "permissions: {}",
    "concurrency:",
    "  group: dvc-ci-forks-${{ github.run_id }}",
    "jobs:",
    ...indented(
      [
        "# Shows the report of a run that had no credential.",
        "report:",
        "  name: report",
        "  if: >-",
        "    github.event_name == 'workflow_run' && github.event.workflow_run.event == 'pull_request' &&",
        "    (github.event.workflow_run.head_repository.full_name != github.repository ||",
        "    github.event.workflow_run.actor.login == 'dependabot[bot]')",
        ...showingLines(
          answers,
          ["actions: read # the artifact of the other run"],
          ["run-id: ${{ github.event.workflow_run.id }}", "github-token: ${{ github.token }}"]
        ),
        ...validate,
        "# Shows its result. It runs no code of the commit.",
        "result:",
        "  name: result",
        "  needs: validate",
        "  if: ${{ !cancelled() && github.event_name == 'workflow_dispatch' }}",
        ...showingLines(
          answers,
          ["actions: read # the result of the job above", "checks: write # the check run of the commit"],
          [],
          ["check-run: true"]
        )
      ],
      2
    ),
    ""
  ].join("\n");
}
function showingLines({ release }, permissions, download, inputs = []) {
  return indented(
    [
      "runs-on: ubuntu-latest",
      "permissions:",
      "  contents: none # nothing is checked out",
      ...permissions.map((permission) => `  ${permission}`),
      "  pull-requests: write # the comment",
      "steps:",
      `  - uses: ${DOWNLOAD}`,
      "    continue-on-error: true # a run without a report",
      "    with:",
      ...indented([`name: ${ARTIFACT}`, `path: ${FOLDER}`, ...download], 6),
      `  - uses: ${dvcCi(release)}`,
      "    with:",
      ...indented(["mode: comment", `artifact: ${FOLDER}`, ...inputs], 6)
    ],
    2
  );
}

// src/init/workflow-text.ts
var VALIDATE = {
  purpose: "Judges a pull request. Make this check required.",
  condition: "github.event_name == 'pull_request'",
  rights: "read",
  permissions: [["pull-requests", "write the comment"]],
  inputs: []
};
var REBUILD = {
  purpose: "Builds the official model after the merge.",
  condition: "github.event_name == 'push'",
  rights: "write",
  permissions: [["pull-requests", "answer on the pull request that was merged"]],
  inputs: []
};
var RETRAIN = {
  purpose: "Trains again. The form and the event have the request.",
  rights: "write",
  permissions: [],
  inputs: [],
  byHand: true
};
var ROLLBACK = {
  purpose: "Restores a version, after a proof that the remote has all of it.",
  rights: "write",
  permissions: [],
  inputs: [
    ["mode", "rollback"],
    ["to", "${{ inputs.to }}"],
    ["reason", "${{ inputs.reason }}"]
  ],
  byHand: true
};
var GROUP = "dvc-ci-${{ github.ref }}";
var OF_PULL_REQUESTS = "${{ github.event_name == 'pull_request' }}";
function mainWorkflow(facts, answers) {
  const groups = groupsOf(facts);
  const known = facts.workflows.flatMap(({ secrets }) => secrets);
  const builds = groups.filter(hasPipeline);
  const forks = answers.workflows.includes("forks");
  const jobs = [
    ...groups.map(
      (group) => jobLines(
        group,
        { ...VALIDATE, ...forks ? LEAVING_REPORT : {}, name: `validate${group.suffix}` },
        answers,
        known
      )
    ),
    ...builds.map((group) => jobLines(group, { ...REBUILD, name: `rebuild${group.suffix}` }, answers, known))
  ];
  const on = [
    "on:",
    "  pull_request:",
    ...builds.length === 0 ? [] : ["  push:", `    branches: [${workflowScalar(answers.branch)}]`]
  ];
  return workflow("dvc-ci", on, jobs, OF_PULL_REQUESTS);
}
function moreWorkflow(kind, facts, answers) {
  if (kind === "commands") return commandsWorkflow(answers);
  if (kind === "forks") return forksWorkflow(facts, answers);
  const known = facts.workflows.flatMap(({ secrets }) => secrets);
  const request = kind === "retrain" ? RETRAIN : ROLLBACK;
  const groups = groupsOf(facts).filter((group) => kind === "rollback" || hasPipeline(group));
  const several = groups.flatMap(({ projects }) => projects).length > 1;
  const jobs = groups.map(
    (group) => jobLines(
      group,
      { ...request, name: `${kind}${group.suffix}`, ...groups.length > 1 ? { condition: chosen(group) } : {} },
      answers,
      known
    )
  );
  const fields = several ? [projectField(groups)] : [];
  return workflow(`dvc-ci ${kind}`, kind === "retrain" ? onRetrain(fields) : onRollback(fields), jobs);
}
function chosen({ projects }) {
  const text = projects.map((project) => `inputs.project == '${folderOf(project).replaceAll("'", "''")}'`).join(" || ");
  return /[#:"\\]/.test(text) ? JSON.stringify(text) : text;
}
function projectField(groups) {
  const folders = groups.flatMap(({ projects }) => projects).map((project) => workflowScalar(folderOf(project)));
  return `      project: { description: Project, required: true, type: choice, options: [${folders.join(", ")}] }`;
}
function hasPipeline({ projects }) {
  return projects[0].stages.length > 0;
}
function workflow(name, on, jobs, cancels = "false") {
  return [
    ...HEADER,
    `name: ${name}`,
    ...on,
    "permissions: {}",
    "concurrency:",
    `  group: ${GROUP}`,
    `  cancel-in-progress: ${cancels}`,
    "jobs:",
    ...jobs.flatMap((job) => indented(job, 2)),
    ""
  ].join("\n");
}
function onRetrain(fields) {
  return [
    "on:",
    ...fields.length > 0 ? [] : ['  # schedule: [{ cron: "17 3 * * 1" }]', "  repository_dispatch:", "    types: [retrain]"],
    "  workflow_dispatch:",
    "    inputs:",
    ...fields,
    '      stages: { description: "Stages to run by force: all, or names with commas", type: string }',
    '      params: { description: "Parameters, such as train.C=0.5", type: string }',
    '      data: { description: "New data: path=from replaces, path+=from appends", type: string }',
    "      reason: { description: Why, type: string }"
  ];
}
function onRollback(fields) {
  return [
    "on:",
    "  workflow_dispatch:",
    "    inputs:",
    ...fields,
    '      to: { description: "Tag, branch or commit", required: true, type: string }',
    "      reason: { description: Why, required: true, type: string }"
  ];
}
function commandsWorkflow({ release, workflows }) {
  return [
    ...HEADER,
    "name: dvc-ci commands",
    "on: # zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run",
    "  issue_comment:",
    "    types: [created]",
    "permissions: {}",
    "concurrency:",
    "  group: dvc-ci-command-${{ github.event.comment.id }}",
    "jobs:",
    "  # Runs a comment such as `/dvc-ci accept accuracy: REASON`.",
    "  command:",
    "    name: command",
    "    if: github.event.issue.pull_request && contains(github.event.comment.body, '/dvc-ci')",
    "    runs-on: ubuntu-latest",
    "    permissions:",
    "      contents: read # read the code owners",
    "      actions: write # start the failed run again",
    "      pull-requests: write # answer",
    "    steps:",
    `      - uses: ${dvcCi(release)}`,
    ...workflows.includes("forks") ? ["        with:", `          validate-workflow: ${FORKS_FILE}`] : [],
    ""
  ].join("\n");
}

// src/init/plan.ts
var WORKFLOW_FOLDER = ".github/workflows";
var MAIN_WORKFLOW = `${WORKFLOW_FOLDER}/dvc-ci.yml`;
function planFiles(facts, answers, kept = {}) {
  return [
    { path: MAIN_WORKFLOW, text: mainWorkflow(facts, answers), kind: "whole", optional: false },
    ...answers.workflows.map(
      (kind) => ({
        path: `${WORKFLOW_FOLDER}/dvc-ci-${kind}.yml`,
        text: moreWorkflow(kind, facts, answers),
        kind: "whole",
        optional: false
      })
    ),
    ...facts.projects.map(
      (project) => ({
        path: within(project, "dvc-ci.yaml"),
        text: configText(facts.name, project, answers, policiesOf(project, kept)),
        kind: "whole",
        optional: true
      })
    ),
    ...answers.owners === "" ? [] : [
      {
        path: facts.codeOwners,
        text: ["*.dvc", "dvc.lock", "dvc-ci.yaml"].map((pattern) => `${pattern} ${answers.owners}
`).join(""),
        kind: "lines",
        optional: true
      }
    ]
  ];
}
function policiesOf(project, kept) {
  const today = proposals(project.metrics);
  const earlier = kept[project.directory];
  if (earlier === void 0) return today;
  const known = new Set(earlier.map(({ key }) => key));
  return {
    policies: [...earlier, ...today.policies.filter(({ key }) => !known.has(key))],
    others: today.others.filter((key) => !known.has(key))
  };
}
function within({ directory }, name) {
  return directory === "" ? name : `${directory}/${name}`;
}

// src/init/summary.ts
function describeFacts(facts) {
  const lines = facts.projects.map(
    (project) => `  ${project.directory === "" ? "." : project.directory}: ${found(project)}`
  );
  const others = facts.workflows.map(({ path, uses }) => `  ${path}: ${uses.join(", ")}`);
  return `Found
${[...lines, ...others].join("\n")}
`;
}
function found({ stages, remote, metrics, python, checks, mlflow }) {
  const evaluating = stages.filter(({ evaluates: evaluates2 }) => evaluates2).map(({ name }) => name);
  const gpu = stages.filter((stage) => stage.gpu).map(({ name }) => name);
  return [
    stages.length === 0 ? "data without a pipeline" : count(stages.length, "stage"),
    ...evaluating.length === 0 ? [] : [`measured by ${named(evaluating)}`],
    remote === void 0 ? "no default remote" : `remote ${remote.name} (${remote.kind})`,
    count(metrics.length, "metric"),
    ...python.tool === "none" ? [] : [`packages by ${python.tool}`],
    ...checks.length === 0 ? [] : [`checks ${named(checks.map(({ name }) => name))}`],
    ...gpu.length === 0 ? [] : [`GPU for ${named(gpu)}`],
    ...mlflow ? ["MLflow"] : []
  ].join(", ");
}
var ACTIONS = {
  create: "new",
  same: "unchanged",
  update: "changed",
  merge: "merged with your changes",
  keep: "kept as it is",
  deleted: "deleted by you, and left so",
  foreign: "of another origin"
};
function describeChange({
  path,
  action,
  conflicts
}) {
  const kept = conflicts === 0 ? "" : `; ${count(conflicts, "place")} that you changed too ${conflicts === 1 ? "keeps" : "keep"} your text`;
  return `  ${path}: ${ACTIONS[action]}${kept}`;
}
function describeTasks(tasks2, { paths, newBranch }) {
  const commit = paths.length === 0 ? [] : [
    {
      text: `Commit the files on ${newBranch === void 0 ? "this branch" : "a branch"}, and open a pull request:`,
      commands: [
        `${newBranch === void 0 ? "" : `git switch -c ${shellWord(newBranch)} && `}git add -- ${paths.map(shellWord).join(" ")}`,
        'git commit -m "Add dvc-ci" && git push -u origin HEAD && gh pr create --fill'
      ]
    }
  ];
  const all = [...tasks2.slice(0, -1), ...commit, ...tasks2.slice(-1)];
  const lines = all.flatMap(({ text, commands }, index) => [
    `  ${index + 1}. ${text}`,
    ...commands.map((line) => `       ${line}`)
  ]);
  return `
Left to do by hand
${lines.join("\n")}
`;
}

// src/steps/init/changes.ts
import { readFile } from "node:fs/promises";
import { join as join2 } from "node:path";

// src/git/text-merge.ts
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
var CONFLICTS = Array.from({ length: 128 }, (_, code) => code);
async function mergeTexts(base, ours, theirs) {
  return inFolder({ base, ours, theirs }, async (git) => {
    const files = ["--", "ours", "base", "theirs"];
    const [{ code }, { stdout }] = await Promise.all([
      git.run(["merge-file", "-p", ...files], { answers: CONFLICTS }),
      git.run(["merge-file", "-p", "--ours", ...files], { answers: CONFLICTS })
    ]);
    return { text: stdout, conflicts: code };
  });
}
async function diffTexts(before, after) {
  return inFolder({ before, after }, async (git) => {
    const { stdout } = await git.run(
      ["diff", "--no-index", "--no-color", "--no-ext-diff", "--no-textconv", "--", "before", "after"],
      { answers: [0, 1] }
    );
    return stdout.slice(Math.max(0, stdout.indexOf("\n@@") + 1));
  });
}
async function inFolder(files, body) {
  const folder = await mkdtemp(join(tmpdir(), "dvc-ci-texts-"));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    return await body(new Git(folder, {}));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// src/init/reconcile.ts
function actionFor({ next, base, mine }) {
  if (mine === void 0) return base === void 0 ? "create" : "deleted";
  if (mine === next) return "same";
  if (base === void 0) return "foreign";
  if (base === next) return "keep";
  return mine === base ? "update" : "merge";
}
function missingLines(mine, next, base) {
  const present = /* @__PURE__ */ new Set([...mine.split("\n"), ...base.split("\n")]);
  const missing = next.split("\n").filter((line) => line !== "" && !present.has(line));
  if (missing.length === 0) return void 0;
  const start = mine === "" || mine.endsWith("\n") ? mine : `${mine}
`;
  return `${start}${missing.map((line) => `${line}
`).join("")}`;
}

// src/steps/init/changes.ts
async function planChanges(root, planned, base, overwrite) {
  return Promise.all(planned.map((file) => planChange(root, file, base[file.path], overwrite)));
}
async function planChange(root, { path, text: next, kind, optional }, base, overwrite) {
  const mine = await currentText(root, path);
  const before = mine === void 0 ? {} : { before: mine };
  if (kind === "lines") {
    const after = missingLines(mine ?? "", next, base ?? "");
    return after === void 0 ? { path, action: "same", ...before, conflicts: 0 } : { path, action: mine === void 0 ? "create" : "update", ...before, after, conflicts: 0 };
  }
  const action = actionFor({
    path,
    next,
    ...base === void 0 ? {} : { base },
    ...mine === void 0 ? {} : { mine }
  });
  const forced = overwrite && !(action === "same" || optional && base === void 0 && mine !== void 0);
  if (forced) return { path, action: mine === void 0 ? "create" : "update", ...before, after: next, conflicts: 0 };
  switch (action) {
    case "create":
    case "update":
      return { path, action, ...before, after: next, conflicts: 0 };
    case "merge": {
      const { text, conflicts } = await mergeTexts(base ?? "", mine ?? "", next);
      return text === mine ? { path, action: "keep", ...before, conflicts } : { path, action, ...before, after: text, conflicts };
    }
    case "foreign":
      return { path, action: optional ? "keep" : "foreign", ...before, conflicts: 0 };
    case "same":
    case "keep":
    case "deleted":
      return { path, action, ...before, conflicts: 0 };
  }
}
async function currentText(root, path) {
  try {
    return (await readFile(join2(root, path), "utf8")).replaceAll("\r\n", "\n");
  } catch (error) {
    const code = error.code;
    if (code === "ENOENT") return void 0;
    throw new SetupError("init-not-writable", `${path} cannot be written: ${messageOf(error)}. No file was changed.`, {
      key: path,
      value: code ?? "",
      remedy: "Make room for the file there, with the rights to write it.",
      cause: error
    });
  }
}
async function showChanges(changes) {
  const parts = await Promise.all(
    changes.map(async ({ path, before, after }) => {
      if (after === void 0) return "";
      const from = before === void 0 ? "/dev/null" : `a/${path}`;
      return `--- ${from}
+++ b/${path}
${await diffTexts(before ?? "", after)}`;
    })
  );
  return parts.filter((part) => part !== "").join("\n");
}

// src/steps/init/collect-facts.ts
import { lstat, readFile as readFile2, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join as join3, posix as posix4 } from "node:path";

// src/git/file-history.ts
async function commitsOfFile(root, path, most, options) {
  const git = new Git(root, options);
  const log = await git.text([
    "log",
    "--first-parent",
    `--max-count=${most}`,
    "--format=%H",
    "HEAD",
    "--",
    `:(literal)${path}`
  ]);
  return log.split("\n").filter((sha) => sha !== "").reverse();
}
async function remoteAddress(root, remote, options) {
  const { code, stdout } = await new Git(root, options).run(["remote", "get-url", "--", remote], { answers: "any" });
  return code === 0 ? stdout.trim() : void 0;
}
async function ownIdentity(root, options) {
  const git = new Git(root, options);
  const [name, email] = await Promise.all(
    ["user.name", "user.email"].map(
      async (key) => (await git.run(["config", "--get", key], { answers: [0, 1] })).stdout.trim()
    )
  );
  return name && email ? { name, email } : void 0;
}

// src/init/address.ts
var ADDRESSES = [
  /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^:/@]+)(?::\d+)?\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/,
  /^(?:[^@/:]+@)?([^:/@]{2,}):([^:/]+)\/([^/]+?)(?:\.git)?\/?$/
];
function repositoryOf(address) {
  for (const pattern of ADDRESSES) {
    const [, host, owner, name] = pattern.exec(address) ?? [];
    if (host !== void 0 && owner !== void 0 && name !== void 0) return { host, repository: `${owner}/${name}` };
  }
  return void 0;
}

// src/init/pipeline-commands.ts
import { posix } from "node:path";
var OTHER_PLACES = "# or s3://BUCKET/PATH, gs://BUCKET/PATH, azure://CONTAINER/PATH";
var SCRIPTS = ["train.py", "src/train.py", "scripts/train.py"];
var DATA = ["data", "dataset", "datasets", "data.csv", "train.csv"];
function pipelineNames({ paths, tracked }) {
  const data = dataOf(paths, tracked);
  const has = (name) => paths.some((path) => `${path}/`.startsWith(`${name}/`));
  const absent = [
    ...data.isAdded && !has(data.path) ? [data.path] : [],
    ...scriptOf(paths) === void 0 ? ["train.py"] : []
  ];
  const expected = "the script reads the data, and writes model.pkl and metrics.json; put your names in their place";
  return absent.length === 0 ? expected : `${expected}: ${joined(absent)} ${absent.length === 1 ? "is" : "are"} not here`;
}
function scriptOf(paths) {
  const all = paths.filter(
    (path) => /^(?:(?:src|scripts)\/)?(?!__|setup\.py$|conftest\.py$|test_)[^/]+\.py$/.test(path)
  );
  return SCRIPTS.find((name) => paths.includes(name)) ?? (all.length === 1 ? all[0] : void 0);
}
function pipelineCommands(start) {
  const { directory, isProject, hasRemote, paths, tracked } = start;
  const script = scriptOf(paths) ?? "train.py";
  const data = dataOf(paths, tracked);
  const setup = [
    ...isProject ? [] : ["dvc init"],
    ...hasRemote ? [] : ["dvc remote add --default storage ../dvc-storage"]
  ].join(" && ");
  const stage = `dvc stage add -n train -d ${shellWord(script)} -d ${shellWord(data.path)} -o model.pkl -M metrics.json python ${shellWord(script)}`;
  const files = [
    ".dvc",
    ...isProject ? [] : [".dvcignore"],
    ".gitignore",
    ...data.files,
    "dvc.yaml",
    "dvc.lock",
    "metrics.json",
    script
  ];
  return [
    ...directory === "" ? [] : [`cd ${shellWord(directory)}`],
    ...setup === "" ? [] : [`${setup}${hasRemote ? "" : `  ${OTHER_PLACES}`}`],
    data.isAdded ? `dvc add ${shellWord(data.path)} && ${stage}` : stage,
    `dvc repro && dvc push && git add -- ${files.map(shellWord).join(" ")} && git commit -m "Add the pipeline"`,
    ...directory === "" ? [] : ["cd -"]
  ];
}
function dataOf(paths, tracked) {
  const file = paths.find((path2) => path2.endsWith(".dvc") && posix.basename(path2) !== ".dvc");
  if (file !== void 0) {
    const ignore = posix.join(posix.dirname(file), ".gitignore");
    return {
      path: file.slice(0, -".dvc".length),
      isAdded: false,
      files: [file, ...ignore !== ".gitignore" && paths.includes(ignore) ? [ignore] : []]
    };
  }
  const has = (list, name) => list.some((path2) => `${path2}/`.startsWith(`${name}/`));
  const path = DATA.find((name) => has(paths, name)) ?? "data";
  return has(tracked, path) ? { path, isAdded: false, files: [path] } : { path, isAdded: true, files: [`${path}.dvc`] };
}

// src/init/places.ts
import { posix as posix2 } from "node:path";
function placesOf(paths) {
  const roots = paths.filter((path) => posix2.basename(path) === "config" && posix2.basename(posix2.dirname(path)) === ".dvc").map((path) => topOf(posix2.dirname(posix2.dirname(path))));
  return roots.sort().flatMap((root) => {
    const own = paths.filter(
      (path) => isBelow(path, root) && !roots.some((other) => isBelow(other, root) && other !== root && isBelow(path, other))
    );
    const pipelines = own.filter((path) => posix2.basename(path) === "dvc.yaml").map((path) => topOf(posix2.dirname(path)));
    const top = pipelines.filter((folder) => !pipelines.some((other) => other !== folder && isBelow(folder, other)));
    if (top.length > 1) return top.sort().map((directory) => ({ directory, root }));
    const hasData = pipelines.length > 0 || own.some((path) => isDataFile(path));
    return hasData ? [{ directory: root, root }] : [];
  });
}
function choosePlaces(places, asked) {
  if (asked.length === 0) return [...places];
  return asked.map((directory) => {
    const found2 = places.find((place) => place.directory === directory);
    if (found2 !== void 0) return found2;
    const names = places.map((place) => place.directory || ".");
    const meant = nearest(directory, names);
    throw new SetupError("argument-invalid", `there is no project in the folder '${directory || "."}'.`, {
      key: "project",
      value: directory,
      remedy: `${didYouMean(meant)}Projects: ${names.join(", ") || "none"}.`
    });
  });
}
function isDataFile(path) {
  return path.endsWith(".dvc") && posix2.basename(path) !== ".dvc" && !`/${path}`.includes("/.dvc/");
}
function topOf(directory) {
  return directory === "." ? "" : directory;
}
function isBelow(path, folder) {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

// src/init/read-pipeline.ts
var import_yaml = __toESM(require_dist(), 1);
import { posix as posix3 } from "node:path";
var GPU = /\b(?:cuda|gpus?|nvidia-smi)\b/i;
var MOST_ALIASES = 1e3;
function readPipeline(text) {
  let root;
  try {
    root = (0, import_yaml.parse)(text, { maxAliasCount: MOST_ALIASES });
  } catch {
    return void 0;
  }
  if (!isTable(root)) return void 0;
  const stages = tableOf(root["stages"]);
  const bodies = Object.entries(stages).flatMap(([name, stage]) => {
    const body = isTable(stage) && isTable(stage["do"]) ? stage["do"] : stage;
    return isTable(body) ? [{ name, body }] : [];
  });
  const metricsOf2 = (stages2) => stages2.flatMap(({ body }) => {
    const folder = typeof body["wdir"] === "string" ? body["wdir"] : "";
    return pathsOf(body["metrics"]).map((path) => posix3.join(folder, path));
  });
  const plain2 = (paths) => [...new Set(paths)].filter((path) => !path.includes("${"));
  return {
    stages: bodies.map(({ name, body }) => ({
      name,
      evaluates: evaluates(body),
      gpu: wantsGpu(body),
      runsOn: labelsOf(body)
    })),
    metrics: plain2([...metricsOf2(bodies), ...pathsOf(root["metrics"])]),
    measured: plain2(metricsOf2(bodies.filter(({ body }) => evaluates(body)))),
    models: Object.entries(tableOf(root["artifacts"])).flatMap(
      ([name, artifact]) => isTable(artifact) && artifact["type"] === "model" ? [name] : []
    )
  };
}
function evaluates(body) {
  const made = [...pathsOf(body["metrics"]), ...pathsOf(body["plots"])];
  return made.length > 0 && pathsOf(body["outs"]).length === 0;
}
function needsOf(body) {
  return tableOf(tableOf(body["meta"])["dvc-ci"]);
}
function wantsGpu(body) {
  return needsOf(body)["gpu"] !== void 0 || GPU.test(labelsOf(body).join(" ")) || GPU.test(commandOf(body["cmd"]));
}
function labelsOf(body) {
  const labels = needsOf(body)["runs-on"];
  return [labels].flat().filter((label) => typeof label === "string");
}
function commandOf(command) {
  return Array.isArray(command) ? command.join("\n") : typeof command === "string" ? command : "";
}
function pathsOf(list) {
  if (typeof list === "string") return [list];
  if (!Array.isArray(list)) return [];
  return list.flatMap(
    (entry) => typeof entry === "string" ? [entry] : isTable(entry) ? Object.keys(entry).slice(0, 1) : []
  );
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function tableOf(value) {
  return isTable(value) ? value : {};
}

// src/init/read-remote.ts
import { resolve } from "node:path";
var KINDS = {
  s3: "s3",
  gs: "gs",
  azure: "azure",
  ssh: "ssh",
  http: "http",
  https: "http",
  webdav: "webdav",
  webdavs: "webdav",
  gdrive: "gdrive",
  oss: "oss",
  hdfs: "hdfs",
  webhdfs: "hdfs"
};
function readRemote(config, place) {
  const remotes = /* @__PURE__ */ new Map();
  let chosen2;
  for (const { section, name: name2, value } of parseDvcConfig(config)) {
    const remote = remoteOf(section);
    if (remote !== void 0) remotes.set(remote, { ...remotes.get(remote), [name2]: value });
    else if (section === "core" && name2 === "remote") chosen2 = value;
  }
  const name = chosen2 ?? (remotes.size === 1 ? [...remotes.keys()][0] : void 0);
  const options = name === void 0 ? void 0 : remotes.get(name);
  if (name === void 0 || options === void 0) return void 0;
  const { url = "", ...others } = options;
  const kind = kindOf(url, remotes);
  const folder = kind === "folder" && place !== void 0 ? folderOf2(url, remotes, place) : void 0;
  return { name, kind, url, ...folder === void 0 ? {} : { folder }, options: others };
}
function folderOf2(url, remotes, place, depth = 0) {
  const [, other = "", rest = ""] = /^remote:\/\/([^/]*)(.*)$/i.exec(url) ?? [];
  const named2 = remotes.get(other)?.["url"];
  if (named2 !== void 0 && depth < 5) return `${folderOf2(named2, remotes, place, depth + 1)}${rest}`;
  const path = url.replace(/^file:\/\//i, "");
  return resolve(place.folder, path.replace(/^~(?=\/|$)/, place.home));
}
function kindOf(url, remotes, depth = 0) {
  const [, scheme, other] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)/i.exec(url) ?? [];
  if (scheme === void 0) return url === "" ? "other" : "folder";
  const named2 = scheme === "remote" && depth < 5 ? remotes.get(other ?? "")?.["url"] : void 0;
  if (named2 !== void 0) return kindOf(named2, remotes, depth + 1);
  return scheme.toLowerCase() === "file" ? "folder" : KINDS[scheme.toLowerCase()] ?? "other";
}

// src/init/read-tools.ts
var RECIPES = [
  ["uv.lock", "uv"],
  ["requirements.txt", "pip"],
  ["pylock.toml", "pip"],
  ["poetry.lock", "poetry"],
  ["pdm.lock", "pdm"],
  ["Pipfile.lock", "pipenv"],
  ["conda-lock.yml", "conda"],
  ["environment.yml", "conda"],
  ["environment.yaml", "conda"]
];
var DEVELOPMENT = [
  "requirements-dev.txt",
  "requirements_dev.txt",
  "dev-requirements.txt",
  "requirements-test.txt",
  "requirements_test.txt",
  "test-requirements.txt",
  "requirements/dev.txt",
  "requirements/test.txt"
];
var TOOL_FILES = [
  ...RECIPES.map(([file]) => file),
  ...DEVELOPMENT,
  "pixi.lock",
  "pyproject.toml",
  "setup.cfg",
  "Pipfile"
];
var VERSIONS = ["3.12", "3.11", "3.13", "3.10"];
function readPython(files, allows) {
  const tool = packageTool(files);
  const toolVersion = tool === "poetry" ? poetryVersion(files.text("poetry.lock")) : void 0;
  const version2 = VERSIONS.find(allows) ?? VERSIONS[0];
  const pinned = files.paths.includes(".python-version");
  return {
    tool,
    ...toolVersion === void 0 ? {} : { toolVersion },
    ...pinned ? { versionFile: ".python-version" } : version2 === void 0 ? {} : { version: version2 },
    developmentFiles: files.paths.includes("requirements.txt") ? DEVELOPMENT.filter((name) => files.paths.includes(name)).slice(0, 1) : []
  };
}
function packageTool(files) {
  const found2 = RECIPES.find(([file]) => files.text(file) !== void 0);
  if (found2 !== void 0) return found2[1];
  if (files.text("pixi.lock") !== void 0) return "pixi";
  const project = tomlOf(files.text("pyproject.toml"));
  return project !== void 0 && ("project" in project || "build-system" in project) ? "pyproject" : "none";
}
function poetryVersion(lock) {
  return /^# .* by Poetry (\d[\w.]*)/.exec(lock ?? "")?.[1];
}
function readChecks(files) {
  const { paths } = files;
  const tools = tableOf2(tomlOf(files.text("pyproject.toml"))?.["tool"]);
  const has = (...names) => names.some((name) => paths.includes(name));
  const setup = files.text("setup.cfg") ?? "";
  const tests = paths.some((path) => /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path));
  const wanted = [
    [has("ruff.toml", ".ruff.toml") || "ruff" in tools, "lint", "ruff check ."],
    [has(".flake8") || /^\[flake8\]/m.test(setup), "flake8", "flake8"],
    [has(".pylintrc") || "pylint" in tools, "pylint", `pylint ${sourceFolder(paths)}`],
    ["black" in tools, "format", "black --check ."],
    [
      has("mypy.ini", ".mypy.ini") || "mypy" in tools || /^\[mypy\]/m.test(setup),
      "types",
      `mypy ${sourceFolder(paths)}`
    ],
    // pytest without a test ends with 5, so its configuration alone is no check.
    [tests, "unit", "pytest -q"]
  ];
  const packages = packagesText(files);
  return wanted.flatMap(([condition, name, command]) => {
    const [program = command] = command.split(" ");
    if (!condition) return [];
    const installed = new RegExp(`\\b${program}\\b`, "i").test(packages);
    return [{ name, command, program, installed, ...program === "pytest" ? { reportOption: "--junitxml" } : {} }];
  });
}
function sourceFolder(paths) {
  return paths.some((path) => path.startsWith("src/") && path.endsWith(".py")) ? "src" : ".";
}
function packagesText(files) {
  const project = tomlOf(files.text("pyproject.toml"));
  const tool = tableOf2(project?.["tool"]);
  return [
    ...["requirements.txt", ...DEVELOPMENT, "environment.yml", "environment.yaml", "Pipfile"].map(files.text),
    JSON.stringify([
      project?.["project"],
      project?.["dependency-groups"],
      tool["poetry"],
      tableOf2(tool["pdm"])["dev-dependencies"]
    ]),
    JSON.stringify(tableOf2(tool["uv"])["dev-dependencies"])
  ].join("\n");
}
function tableOf2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function tomlOf(text) {
  if (text === void 0) return void 0;
  try {
    return parse(text);
  } catch {
    return void 0;
  }
}

// src/init/read-workflow.ts
var SIGNS = [
  { use: "CML", pattern: /iterative\/setup-cml|\bcml\s+(?:comment|pr|publish|runner|send-comment)\b/ },
  { use: "setup-dvc", pattern: /iterative\/setup-dvc/ },
  { use: "dvc commands", pattern: /^[^#\n]*\bdvc\s+(?:pull|repro|push|exp|metrics|fetch)\b/m }
];
function readWorkflow(path, text) {
  if (/uses:\s*["']?dvc-ci\/dvc-ci/.test(text)) return void 0;
  const uses = SIGNS.filter(({ pattern }) => pattern.test(text)).map(({ use }) => use);
  if (uses.length === 0) return void 0;
  const secrets = [...text.matchAll(/\$\{\{[^}]*?\bsecrets\.([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []);
  return { path, uses, secrets: [...new Set(secrets)].filter((name) => name !== "GITHUB_TOKEN").sort() };
}

// src/steps/init/collect-facts.ts
var MOST_BYTES = 1024 * 1024;
var MOST_SOURCES = 2e3;
var MOST_VERSIONS = 30;
var CODE_OWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
var SCRIPTS2 = ["evaluate.py", "src/evaluate.py", "scripts/evaluate.py", "eval.py", "src/eval.py"];
var RESULTS = ["metrics.json", "metrics.yaml", "metrics.yml"];
var MLFLOW3 = /^\s*(?:import|from)\s+mlflow\b/m;
async function collectFacts(git, asked) {
  const paths = await presentFiles(git);
  const read = (path) => readText(join3(git.root, path));
  const places = choosePlaces(placesOf(paths), asked);
  const [first, ...others] = await Promise.all(places.map((place) => projectFacts(git, place, paths, places, read)));
  if (first === void 0) throw await noProject(git, paths, read);
  const [{ branch: defaultBranch, server }, name] = await Promise.all([defaultBranchOf(git), git.repositoryName()]);
  const workflows = await Promise.all(
    paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)).map(async (path) => readWorkflow(path, await read(path) ?? ""))
  );
  const remote = await git.remoteName();
  const address = remote === void 0 ? void 0 : await remoteAddress(git.root, remote, {});
  const slug2 = repositoryOf(address ?? "")?.repository;
  return {
    name: name ?? basename(git.root),
    ...slug2 === void 0 ? {} : { slug: slug2 },
    ...defaultBranch === void 0 ? {} : { defaultBranch },
    ...server === void 0 ? {} : { server },
    ...[first, ...others].some(({ stages }) => stages.length > 0) ? {} : {
      pipeline: await commandsFor(git, first.directory, paths, {
        directory: first.directory,
        isProject: true,
        hasRemote: true
      })
    },
    projects: [first, ...others],
    workflows: workflows.flatMap((workflow2) => workflow2 ?? []),
    codeOwners: CODE_OWNERS.find((path) => paths.includes(path)) ?? CODE_OWNERS[0]
  };
}
async function presentFiles(git) {
  const paths = await git.workingFiles();
  const decides = (path) => /(?:^|\/)(?:dvc\.yaml|\.dvc\/config)$|\.dvc$|^\.github\//.test(path);
  const present = await Promise.all(
    paths.map(
      async (path) => !decides(path) || await lstat(join3(git.root, path)).then(
        () => true,
        () => false
      )
    )
  );
  return paths.filter((_, index) => present[index]);
}
async function defaultBranchOf(git) {
  const remote = await git.remoteName();
  const named2 = remote === void 0 ? void 0 : await git.remoteDefaultBranch();
  if (named2 !== void 0) return { branch: named2 };
  if (remote !== void 0 && !await isEmpty(git, remote)) return {};
  const own = await git.ownDefaultBranch();
  return {
    server: remote === void 0 ? "none" : "empty",
    // A branch of another name is more likely one of a change.
    ...own === "main" || own === "master" ? { branch: own } : {}
  };
}
async function isEmpty(git, remote) {
  try {
    return (await git.remoteRefs(remote, ["HEAD"])).size === 0;
  } catch (error) {
    if (error instanceof OutsideError) return false;
    throw error;
  }
}
async function projectFacts(git, { directory, root }, paths, places, read) {
  const at = (name) => posix4.join(directory, name);
  const inner = places.map((place) => place.directory).filter((other) => other !== directory && isBelow(other, directory));
  const own = paths.filter((path) => isBelow(path, directory) && !inner.some((other) => isBelow(path, other))).map((path) => directory === "" ? path : path.slice(directory.length + 1));
  const pipelines = await Promise.all(
    own.filter((path) => posix4.basename(path) === "dvc.yaml").map(async (path) => ({ folder: posix4.dirname(path), pipeline: readPipeline(await read(at(path)) ?? "") }))
  );
  const known = pipelines.flatMap(({ folder, pipeline }) => pipeline === void 0 ? [] : [{ folder, pipeline }]);
  const evaluation = known.length > 0 ? void 0 : evaluationOf(own);
  const files = evaluation === void 0 ? metricFilesOf(known) : [evaluation.metrics];
  const measuredFiles = new Set(
    evaluation === void 0 ? known.flatMap(({ folder, pipeline }) => pipeline.measured.map((path) => posix4.join(folder, path))) : files
  );
  const measured = await Promise.all(
    files.map((path) => metricsOf(git, { path, inGit: at(path), measured: measuredFiles.has(path) }, read))
  );
  const tools = await toolFiles(directory, own, read);
  const range = await pythonRange(join3(git.root, directory)).catch(() => void 0);
  const remote = await remoteOf2(git.root, root, read);
  return {
    directory,
    root,
    ...remote === void 0 ? {} : { remote },
    stages: known.flatMap(({ pipeline }) => pipeline.stages),
    metrics: measured.flatMap((found2) => found2 ?? []),
    unreadMetrics: files.filter((_, index) => measured[index] === void 0),
    python: readPython(tools, (version2) => range?.allows(`${version2}.99`) ?? true),
    checks: readChecks(tools),
    models: known.flatMap(({ pipeline }) => pipeline.models),
    mlflow: await usesMlflow(own.map(at), read),
    ...evaluation === void 0 ? {} : { evaluation }
  };
}
function metricFilesOf(pipelines) {
  return [
    ...new Set(pipelines.flatMap(({ folder, pipeline }) => pipeline.metrics.map((path) => posix4.join(folder, path))))
  ];
}
function evaluationOf(own) {
  const script = SCRIPTS2.find((path) => own.includes(path));
  const metrics = RESULTS.find((path) => own.includes(path));
  return script === void 0 || metrics === void 0 ? void 0 : { script, metrics };
}
async function metricsOf(git, { path, inGit, measured }, read) {
  const text = await read(inGit);
  if (text === void 0) return void 0;
  const today = numbersOf(path, text);
  if (today === void 0) return void 0;
  const versions = [];
  for (const commit of await commitsOfFile(git.root, inGit, MOST_VERSIONS, {})) {
    const earlier = await git.readFile(commit, inGit);
    if (earlier !== void 0) versions.push(numbersOf(path, earlier.toString()) ?? /* @__PURE__ */ new Map());
  }
  return [...today].map(([name, value]) => {
    const values = versions.flatMap((version2) => version2.get(name) ?? []);
    return { path, name, value, measured, history: values.at(-1) === value ? values : [...values, value] };
  });
}
function numbersOf(path, text) {
  const { leaves, problem } = parseMetricsFile(path, text);
  if (problem !== void 0) return void 0;
  return new Map(
    [...leaves].flatMap(
      ([name, leaf]) => "value" in leaf && leaf.slice === void 0 ? [[name, leaf.value]] : []
    )
  );
}
async function remoteOf2(repository, root, read) {
  const text = await read(posix4.join(root, ".dvc/config"));
  return text === void 0 ? void 0 : readRemote(text, { folder: join3(repository, root, ".dvc"), home: homedir() });
}
async function toolFiles(directory, own, read) {
  const texts = /* @__PURE__ */ new Map();
  for (const folder of /* @__PURE__ */ new Set([directory, ""]))
    for (const name of TOOL_FILES) {
      const text = texts.has(name) ? void 0 : await read(posix4.join(folder, name));
      if (text !== void 0) texts.set(name, text);
    }
  return { paths: own, text: (name) => texts.get(name) };
}
async function usesMlflow(paths, read) {
  for (const path of paths.filter((name) => name.endsWith(".py")).slice(0, MOST_SOURCES))
    if (MLFLOW3.test(await read(path) ?? "")) return true;
  return false;
}
async function readText(path) {
  try {
    const found2 = await lstat(path);
    return found2.isFile() && found2.size <= MOST_BYTES ? (await readFile2(path, "utf8")).replaceAll("\r\n", "\n") : void 0;
  } catch {
    return void 0;
  }
}
async function folderFromShell(folder) {
  return relativePath(await realpath(process.cwd()), folder);
}
async function commandsFor(git, folder, paths, known) {
  const inside = (all) => all.filter((path) => isBelow(path, folder)).map((path) => posix4.relative(folder, path));
  const tracked = (await git.entries()).map(({ path }) => path);
  const files = { paths: inside(paths), tracked: inside(tracked) };
  return { commands: pipelineCommands({ ...known, ...files }), names: pipelineNames(files) };
}
async function noProject(git, paths, read) {
  const config = paths.find((path) => `/${path}`.endsWith("/.dvc/config"));
  const isProject = config !== void 0;
  const directory = isProject ? posix4.dirname(posix4.dirname(config)) : ".";
  const hasRemote = isProject && readRemote(await read(config) ?? "") !== void 0;
  const at = directory === "." ? "" : directory;
  const from = await folderFromShell(join3(git.root, at));
  const { commands, names } = await commandsFor(git, at, paths, { directory: from, isProject, hasRemote });
  return new SetupError(
    isProject ? "dvc-project-empty" : "dvc-project-missing",
    isProject ? "the DVC project has no dvc.yaml and no .dvc file yet." : "this repository has no DVC project (no .dvc/config).",
    {
      key: "dvc.yaml",
      value: "",
      remedy: `These commands make one (${names}); then run \`dvc-ci init\` again:
${commands.map((command) => `    ${command}`).join("\n")}
Or try a ready one: \`dvc-ci init --demo\`.`
    }
  );
}

// src/steps/init/demo.ts
import { mkdir as mkdir2, readdir } from "node:fs/promises";
import { join as join5, relative, resolve as resolve2 } from "node:path";

// src/git/new-repository.ts
var BRANCH = "main";
var STAND_IN = ["-c", "user.name=dvc-ci demo", "-c", "user.email=demo@dvc-ci.invalid"];
async function createRepository(directory, server, options) {
  const git = new Git(directory, options);
  await git.run(["init", "--quiet", "--bare", `--initial-branch=${BRANCH}`, "--", server]);
  await git.run(["init", "--quiet", `--initial-branch=${BRANCH}`, "--", directory]);
  await git.run(["remote", "add", "origin", server]);
}
async function commitAndPush(directory, message, options) {
  const git = new Git(directory, options);
  await git.run(["add", "--all"]);
  const known = (await git.run(["config", "--get", "user.email"], { answers: [0, 1] })).code === 0;
  await git.run([
    ...known ? ["-c", "core.logAllRefUpdates=true"] : STAND_IN,
    "commit",
    "--quiet",
    "--no-gpg-sign",
    "-m",
    message
  ]);
  await git.run(["push", "--quiet", "--set-upstream", "origin", BRANCH]);
}

// src/init/demo-files.ts
var DEMO_FILES = {
  "README.md": `# A project to play with

A classifier of two kinds of points, in plain Python. \`dvc-ci init --demo\` made it.

    dvc-ci validate                 # green: the commit has its data, its model and true metrics
    dvc-ci init                     # the workflow and dvc-ci.yaml

Then break something, and validate again:

- In \`metrics.json\`, raise the accuracy: a claim that the model does not keep.
- In \`params.yaml\`, change the rate: a stage that is stale. \`dvc repro && dvc push\` mends it.
- Remove a file below \`../storage\`: data that no clone can download.
`,
  ".gitignore": "__pycache__/\n",
  "params.yaml": "seed: 7\ntrain:\n  rate: 0.5\n  rounds: 200\n",
  "dvc.yaml": `stages:
  prepare:
    cmd: python3 prepare.py
    deps: [data/points.csv, prepare.py]
    params: [seed]
    outs: [data/train.csv, data/test.csv]
  train:
    cmd: python3 train.py
    deps: [data/train.csv, train.py]
    params: [train]
    outs: [model.json]
  evaluate:
    cmd: python3 evaluate.py
    deps: [data/test.csv, model.json, evaluate.py]
    metrics:
      - metrics.json: { cache: false }
artifacts:
  points:
    path: model.json
    type: model
`,
  "make_points.py": `"""Writes data/points.csv: two overlapping clouds of points."""
import random

random.seed(1)
with open("data/points.csv", "w", newline="\\n") as file:
    file.write("x,y,kind\\n")
    for number in range(600):
        kind = number % 2
        x, y = random.gauss(1.6 * kind, 0.6), random.gauss(1.2 * kind, 0.6)
        file.write(f"{x:.4f},{y:.4f},{kind}\\n")
`,
  "prepare.py": `"""Splits the points into a training set and a test set."""
import random

seed = int(open("params.yaml").read().split("seed:")[1].split()[0])
header, *rows = open("data/points.csv").read().splitlines()
random.Random(seed).shuffle(rows)
cut = len(rows) * 3 // 4
for name, part in (("train", rows[:cut]), ("test", rows[cut:])):
    with open(f"data/{name}.csv", "w", newline="\\n") as file:
        file.write("\\n".join([header, *part]) + "\\n")
`,
  "train.py": `"""Fits a logistic regression by gradient descent."""
import json
import math

text = open("params.yaml").read()
rate = float(text.split("rate:")[1].split()[0])
rounds = int(text.split("rounds:")[1].split()[0])
rows = [[float(cell) for cell in row.split(",")] for row in open("data/train.csv").read().splitlines()[1:]]
a = b = c = 0.0
for _ in range(rounds):
    errors = [1 / (1 + math.exp(-(a * x + b * y + c))) - kind for x, y, kind in rows]
    a -= rate * sum(error * row[0] for error, row in zip(errors, rows)) / len(rows)
    b -= rate * sum(error * row[1] for error, row in zip(errors, rows)) / len(rows)
    c -= rate * sum(errors) / len(rows)
with open("model.json", "w", newline="\\n") as file:
    json.dump({"x": round(a, 6), "y": round(b, 6), "bias": round(c, 6)}, file)
`,
  "evaluate.py": `"""Measures the model on the test set."""
import json
import math

model = json.load(open("model.json"))
rows = [[float(cell) for cell in row.split(",")] for row in open("data/test.csv").read().splitlines()[1:]]
right, loss = 0, 0.0
for x, y, kind in rows:
    chance = 1 / (1 + math.exp(-(model["x"] * x + model["y"] * y + model["bias"])))
    right += (chance > 0.5) == (kind == 1)
    loss -= math.log(chance if kind == 1 else 1 - chance)
with open("metrics.json", "w", newline="\\n") as file:
    json.dump({"accuracy": round(right / len(rows), 4), "log_loss": round(loss / len(rows), 4)}, file, indent=2)
    file.write("\\n")
`
};

// src/steps/init/write-files.ts
import { access, constants, mkdir, rm as rm2, stat, writeFile as writeFile2 } from "node:fs/promises";
import { dirname, join as join4 } from "node:path";
async function requireWritable(root, paths) {
  for (const path of paths) {
    const nearest2 = await existing(join4(root, path));
    try {
      if (nearest2 !== join4(root, path) && !(await stat(nearest2)).isDirectory())
        throw new Error(`${nearest2} is no folder`);
      await access(nearest2, constants.W_OK);
    } catch (cause) {
      throw new SetupError(
        "init-not-writable",
        `${path} cannot be written: ${messageOf(cause)}. No file was changed.`,
        {
          key: path,
          value: nearest2,
          remedy: "Give your user the right to write there, then run this again.",
          cause
        }
      );
    }
  }
}
async function existing(path) {
  for (let at = path; ; at = dirname(at)) {
    const found2 = await stat(at).then(
      () => true,
      (error) => error.code !== "ENOENT" && error.code !== "ENOTDIR"
    );
    if (found2 || at === dirname(at)) return at;
  }
}
async function writeFiles(root, files) {
  for (const { path, text } of files) {
    await mkdir(dirname(join4(root, path)), { recursive: true });
    await writeFile2(join4(root, path), text);
  }
}
async function restoreFiles(root, files) {
  for (const { path, before } of files) {
    if (before === void 0) await rm2(join4(root, path), { force: true });
    else await writeFile2(join4(root, path), before);
  }
}

// src/steps/init/demo.ts
async function makeDemo(directory, host, signal) {
  const top = resolve2(directory);
  await requireEmpty(top, directory);
  const [project, server, storage] = ["project", "server.git", "storage"].map((name) => join5(top, name));
  const env = { ...childEnvironment(process.env), DVC_NO_ANALYTICS: "1" };
  const installation = await provideDvc({ schemes: [""], env, cwd: resolve2("."), signal, host });
  const run = async (...argv) => {
    host.info(`$ ${argv.map((word) => word === installation.dvc ? "dvc" : word).join(" ")}`);
    const { code, stderr } = await runProcess(argv, { cwd: project, env, signal });
    if (code === 0) return;
    throw new OutsideError(
      "dvc-failed",
      `\`${argv.slice(1).join(" ")}\` of the demo failed with ${code}: ${stderr.trim()}`,
      {
        remedy: `Remove ${directory}, and run this again.`
      }
    );
  };
  await mkdir2(project, { recursive: true });
  await mkdir2(storage);
  await createRepository(project, server, { signal, host });
  await writeFiles(
    project,
    Object.entries(DEMO_FILES).map(([path, text]) => ({ path, text }))
  );
  await mkdir2(join5(project, "data"));
  await run("python3", "make_points.py");
  await run(installation.dvc, "init", "--quiet");
  await run(installation.dvc, "remote", "add", "--default", "storage", storage);
  await run(installation.dvc, "add", "--quiet", "data/points.csv");
  await run(installation.dvc, "repro", "--quiet");
  await run(installation.dvc, "push", "--quiet");
  await commitAndPush(project, "A classifier of points", { signal, host });
  const shown = relative(".", project) || project;
  host.print(
    `
Made ${shown}: a project with three stages, its remote and its server.

  cd ${shellWord(shown)}
  dvc-ci validate
  dvc-ci init

Its README.md has changes to try.
`
  );
  return 0;
}
async function requireEmpty(path, shown) {
  const found2 = await readdir(path).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw new SetupError("init-folder-not-empty", `${shown} cannot hold the demo: ${error.message}.`, {
      key: "demo",
      value: shown,
      remedy: "Name another folder: `dvc-ci init --demo FOLDER`.",
      cause: error
    });
  });
  if (found2.length === 0) return;
  throw new SetupError("init-folder-not-empty", `the folder ${shown} is not empty.`, {
    key: "demo",
    value: shown,
    remedy: "Name another folder: `dvc-ci init --demo FOLDER`."
  });
}

// src/steps/init/left-to-commit.ts
var BRANCH2 = "dvc-ci";
var OF_PROJECT = /(?:^|\/)(?:dvc\.yaml|dvc\.lock|\.dvcignore|\.dvc\/(?:config|\.gitignore)|[^/]+\.dvc)$/;
async function leftToCommit(git, facts, managed, branch) {
  const uncommitted = (await git.uncommitted()).map(({ path }) => path);
  const metrics = facts.projects.flatMap(
    (project) => project.metrics.map(({ path }) => project.directory === "" ? path : `${project.directory}/${path}`)
  );
  const own = /* @__PURE__ */ new Set([...managed, ...metrics]);
  const roots = facts.projects.map(({ directory, root = directory }) => root);
  const ofProject = uncommitted.filter((path) => OF_PROJECT.test(path) && roots.some((root) => isBelow(path, root)));
  const ignores = new Set(ofProject.map((path) => path.replace(/[^/]*$/, ".gitignore")));
  const paths = uncommitted.filter((path) => own.has(path) || ofProject.includes(path) || ignores.has(path));
  const current = await git.branch();
  return { paths: [...paths].sort(), ...current === branch || current === void 0 ? await freeBranch(git) : {} };
}
async function freeBranch(git) {
  for (let turn = 1; ; turn++) {
    const newBranch = turn === 1 ? BRANCH2 : `${BRANCH2}-${turn}`;
    if (await git.resolve(`refs/heads/${newBranch}`) === void 0) return { newBranch };
  }
}

// src/steps/init/pull-request.ts
var BRANCH3 = "dvc-ci/init";
var TITLE = "Add dvc-ci";
var BODY = [
  "Written by `dvc-ci init`:",
  "- a workflow that validates each pull request and builds the official model after the merge;",
  "- `dvc-ci.yaml` with checks and policies.",
  "",
  "The log of `dvc-ci init` lists the variables and secrets to create before the first run."
].join("\n");
async function preparePullRequest(git, host, signal, branch) {
  const { remote, github } = await connection(git, host, signal);
  const identity = await ownIdentity(git.root, {});
  if (identity === void 0)
    throw new SetupError("setting-missing", "Git knows no name and address for the commit.", {
      key: "user.name",
      remedy: "Set them: `git config user.name NAME && git config user.email ADDRESS`."
    });
  const tip = await git.fetchTip(branch);
  if (tip === void 0)
    throw new SetupError("branch-missing", `the server of '${remote}' has no branch '${branch}'.`, {
      key: "branch",
      value: branch,
      remedy: "Push the default branch first, or name it with `--branch`."
    });
  return { git, host, github, remote, identity, branch, tip };
}
async function openPullRequest(proposal, paths, before) {
  const { git, host, branch, identity, tip } = proposal;
  try {
    const made = paths.length === 0 ? void 0 : await git.commitPaths({ paths, message: TITLE, identity, parent: tip });
    if (made === void 0) {
      host.print(`The branch ${branch} has these files already: there is nothing to propose.
`);
      return;
    }
    const { name, tip: proposed } = await freeBranch2(git, made.tree);
    if (proposed === void 0) await push(proposal, made.sha, name);
    host.print(`Pull request: ${await open(proposal, name, proposed ?? made.sha)}
`);
  } finally {
    await restoreFiles(
      git.root,
      paths.map((path) => {
        const text = before.get(path);
        return { path, ...text === void 0 ? {} : { before: text } };
      })
    );
  }
}
async function push({ git, remote }, sha, name) {
  const pushed = await git.push(remote, sha, name);
  if (pushed.kind === "refused")
    throw new ProjectError("push-rejected", `the server rejects the push to '${name}': ${pushed.words}`, {
      key: "pull-request",
      value: name,
      remedy: "A token needs the scope `workflow` to push a workflow. Or commit by hand: run init without --pull-request."
    });
  if (pushed.kind === "failed")
    throw new OutsideError("git-push-failed", `the push to '${name}' failed: ${pushed.words}`, {
      key: "pull-request",
      value: name,
      remedy: "Check the connection and the credentials with `git push --dry-run`, then run this again."
    });
}
async function open({ github, branch }, name, headSha) {
  const { ensurePull } = await import("./own-pull-ZNFLNJZ3.js");
  try {
    return (await ensurePull(github, { head: name, headSha, base: branch, title: TITLE, body: BODY, labels: [] })).url;
  } catch (error) {
    throw new OutsideError(
      "pull-request-failed",
      `the branch ${name} is pushed, but the pull request was not opened: ${failureText(error, "pull-requests: write")}.`,
      {
        key: "pull-request",
        value: name,
        remedy: `Open it by hand: \`gh pr create --head ${shellWord(name)} --base ${shellWord(branch)}\`.`,
        cause: error
      }
    );
  }
}
var MOST_BRANCHES = 9;
async function freeBranch2(git, tree) {
  for (let turn = 1; turn <= MOST_BRANCHES; turn++) {
    const name = turn === 1 ? BRANCH3 : `${BRANCH3}-${turn}`;
    const tip = await git.fetchTip(name);
    if (tip === void 0) return { name };
    if (await git.treeOf(tip) === tree) return { name, tip };
  }
  throw new ProjectError("branch-names-taken", `every branch from ${BRANCH3} to ${BRANCH3}-${MOST_BRANCHES} exists.`, {
    key: "pull-request",
    value: BRANCH3,
    remedy: "Merge or delete them, then run this again."
  });
}
async function connection(git, host, signal) {
  const token = process.env["GITHUB_TOKEN"] || process.env["GH_TOKEN"];
  if (!token)
    throw new SetupError("github-token-missing", "--pull-request needs a token for GitHub, and none is set.", {
      key: "pull-request",
      remedy: "Set GH_TOKEN, such as `GH_TOKEN=$(gh auth token) dvc-ci init --pull-request`."
    });
  const remote = await git.remoteName();
  const address = remote === void 0 ? void 0 : await remoteAddress(git.root, remote, {});
  const place = repositoryOf(address ?? "");
  const repository = place?.repository ?? process.env["GITHUB_REPOSITORY"];
  if (remote === void 0 || repository === void 0)
    throw new SetupError("github-repository-unknown", "--pull-request needs a clone of a repository on GitHub.", {
      key: "pull-request",
      value: address ?? "",
      remedy: "Add its remote: `git remote add origin git@github.com:OWNER/NAME.git`."
    });
  host.mask(token);
  const { connect } = await import("./client-A4PBHEU6.js");
  const apiUrl = process.env["GITHUB_API_URL"] || (place === void 0 || place.host === "github.com" ? "https://api.github.com" : `https://${place.host}/api/v3`);
  const github = connect({
    token,
    apiUrl,
    repository,
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text)
  });
  signal.addEventListener("abort", () => github.endWithin(0), { once: true });
  return { remote, github };
}

// src/steps/init/questions.ts
import { isDeepStrictEqual } from "node:util";
function asks(request) {
  return !request.yes && !request.update && !request.dryRun && hasTerminal();
}
async function answer(request, facts, earlier, { question, current }) {
  const known = earlierAnswers(request, facts, earlier);
  const start = { ...defaultAnswers(facts), ...known };
  const given = {
    ...start,
    ...request.branch === void 0 ? {} : { branch: request.branch },
    ...request.credentials === void 0 ? {} : { credentials: request.credentials },
    ...request.runsOn === void 0 ? {} : { runsOn: request.runsOn },
    ...request.workflows === void 0 ? {} : { workflows: request.workflows },
    ...request.owners === void 0 ? {} : { owners: request.owners },
    ...request.mlflow === void 0 ? {} : { mlflow: request.mlflow },
    ...request.release === void 0 ? {} : { release: request.release }
  };
  const asking = asks(request);
  const branch = given.branch ?? (asking ? await repeated("Default branch of the repository", current ?? "", (text) => text, question) : "");
  if (branch === "") throw unknownBranch(current);
  const answers = { ...given, branch };
  if (!asking) return answers;
  const remotes = facts.projects.flatMap(({ remote }) => remote ?? []).filter(needsCredentials);
  if (request.credentials === void 0 && remotes.length > 0 && remotes.every(acceptsIdentity))
    answers.credentials = await repeated(
      `Credentials of the remote: oidc (a login without a stored key) or secrets`,
      answers.credentials,
      parseCredentials,
      question
    );
  if (request.workflows === void 0)
    answers.workflows = await repeated(
      "Further workflows, with commas: retrain, rollback, commands, forks",
      answers.workflows.join(",") || "none",
      parseWorkflows,
      question
    );
  if (request.owners === void 0)
    answers.owners = await repeated(
      "Owners who review the data (CODEOWNERS), such as @team/data",
      answers.owners || "none",
      parseOwners,
      question
    );
  return answers;
}
async function repeated(text, fallback, parse4, question) {
  for (let note = ""; ; ) {
    const said = (await question(`${note}${text}${fallback === "" ? "" : ` [${fallback}]`}: `)).trim();
    try {
      return parse4(said === "" ? fallback : said);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      note = `${messageOf(error)}
`;
    }
  }
}
function terminalQuestion(signal) {
  return (text) => ask(text, signal);
}
function earlierAnswers({ update }, facts, earlier) {
  const { answers = {}, defaults = {} } = earlier ?? {};
  const today = { ...factDefaults(facts) };
  const then = { ...defaults };
  const stands = (name, value) => update || !isDeepStrictEqual(value, then[name]) || isDeepStrictEqual(then[name], today[name]);
  const kept = Object.entries(answers).filter(
    ([name, value]) => value !== void 0 && stands(name, value)
  );
  return Object.fromEntries(kept);
}
function unknownBranch(current) {
  return new SetupError(
    "init-branch-unknown",
    "the default branch is unknown: neither the Git server nor this clone names it.",
    {
      key: "branch",
      value: "",
      remedy: `Name it: \`dvc-ci init --branch ${current === void 0 ? "NAME" : shellWord(current)}\`.`
    }
  );
}

// src/steps/init/record.ts
var import_yaml2 = __toESM(require_dist(), 1);
import { readFile as readFile3 } from "node:fs/promises";
import { join as join6 } from "node:path";
var RECORD = ".github/dvc-ci-init.yaml";
var SCHEMA = object({
  version: string(),
  // A later version may have more answers: it takes their defaults.
  answers: object({
    branch: string(),
    credentials: _enum(CREDENTIALS),
    runsOn: array(string()).min(1),
    workflows: array(_enum(MORE_WORKFLOWS)),
    owners: string(),
    mlflow: boolean(),
    release: string()
  }).partial(),
  defaults: object({ credentials: _enum(CREDENTIALS), runsOn: array(string()).min(1), mlflow: boolean() }).optional(),
  policies: record(
    string(),
    array(object({ key: string(), limits: array(string()), reason: string() }))
  ),
  files: record(string(), string())
});
async function readRecord(root) {
  let text;
  try {
    text = await readFile3(join6(root, RECORD), "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return void 0;
    throw unusable(messageOf(error), error);
  }
  try {
    return { ...SCHEMA.parse((0, import_yaml2.parse)(text)), text };
  } catch (error) {
    const [issue] = error instanceof ZodError ? error.issues : [];
    throw unusable(issue === void 0 ? messageOf(error) : `${issue.path.join(".")}: ${issue.message}`, error);
  }
}
function unusable(why, cause) {
  return new SetupError("init-record-invalid", `${RECORD} cannot be used: ${why.split("\n")[0]?.replace(/\.$/, "")}.`, {
    key: RECORD,
    path: RECORD,
    remedy: `Restore it (\`git checkout -- ${RECORD}\`), or delete it and run \`dvc-ci init --overwrite\`.`,
    cause
  });
}
function recordText(record2) {
  const { version: version2, answers, defaults, policies, files } = record2;
  return [
    "# `dvc-ci init` wrote this file. `dvc-ci init --update` compares with it, so that your changes stay. Do not edit it.",
    (0, import_yaml2.stringify)({ version: version2, answers, ...defaults === void 0 ? {} : { defaults }, policies, files }, { lineWidth: 0 })
  ].join("\n");
}

// src/flows/init.ts
var SERVER_SECONDS = 10;
var FIRST_PAUSE_MS = 100;
async function initialize(request, host, signal) {
  if (request.kind === "demo") return makeDemo(request.directory, host, signal);
  const git = await openRepository(await projectDirectory(process.cwd(), request.directory), {
    signal,
    host,
    timeout: SERVER_SECONDS,
    backoff: FIRST_PAUSE_MS
  });
  const record2 = await readRecord(git.root);
  if (request.update && record2 === void 0) throw noRecord();
  const earlier = request.update ? Object.keys(record2?.policies ?? {}) : [];
  const facts = await collectFacts(git, request.projects.length > 0 ? request.projects : earlier);
  host.print(describeFacts(facts));
  const question = terminalQuestion(signal);
  const answers = await answer(request, facts, record2, { question, current: await git.branch() });
  const planned = planFiles(facts, answers, record2?.policies);
  const changes = await planChanges(git.root, planned, record2?.files ?? {}, request.overwrite);
  rejectForeign(changes);
  const top = await folderFromShell(git.root);
  await rejectUncommitted({ git, top }, changes, record2, request.overwrite);
  const after = recordFile(facts, answers, record2, planned);
  const written = changes.flatMap(({ path, after: text }) => text === void 0 ? [] : [{ path, text }]);
  const files = [...written, ...record2?.text === after ? [] : [{ path: RECORD, text: after }]];
  if (request.dryRun || asks(request) && written.length > 0) host.print(`${await showChanges(changes)}
`);
  host.print(`${changes.map(describeChange).join("\n")}
`);
  if (request.dryRun) return 0;
  await requireWritable(
    git.root,
    files.map(({ path }) => path)
  );
  const proposal = request.pullRequest ? await preparePullRequest(git, host, signal, answers.branch) : void 0;
  if (asks(request) && written.length > 0) await confirmWrite(written.length, question);
  await writeFiles(git.root, files);
  const managed = [RECORD, ...Object.keys(record2?.files ?? {}), ...planned.map(({ path }) => path)];
  const left = request.pullRequest ? { paths: [] } : await leftToCommit(git, facts, managed, answers.branch);
  host.print(describeTasks(tasks(facts, answers, top), left));
  if (proposal !== void 0) {
    const before = new Map(changes.map(({ path, before: text }) => [path, text]));
    await openPullRequest(
      proposal,
      files.map(({ path }) => path),
      before.set(RECORD, record2?.text)
    );
  }
  return 0;
}
async function confirmWrite(count2, question) {
  const said = (await question(`Write ${count2 === 1 ? "this file" : `these ${count2} files`}? [Y/n] `)).trim();
  if (/^(?:|y|yes)$/i.test(said)) return;
  throw new SetupError("not-confirmed", "the answer was not yes, so nothing was written.", {
    key: "yes",
    value: said,
    remedy: "Use `--yes` to answer every question with yes."
  });
}
function recordFile(facts, answers, record2, planned) {
  const policies = Object.fromEntries(
    facts.projects.map((project) => [project.directory, [...policiesOf(project, record2?.policies ?? {}).policies]])
  );
  const earlier = record2 ?? { files: {}, policies: {} };
  const files = Object.fromEntries(planned.map(({ path, text }) => [path, text]));
  return recordText({
    version: version(),
    answers,
    defaults: factDefaults(facts),
    // A file or a project that this call leaves out keeps its base.
    policies: { ...earlier.policies, ...policies },
    files: { ...earlier.files, ...files }
  });
}
function rejectForeign(changes) {
  const foreign = changes.filter(({ action }) => action === "foreign").map(({ path }) => path);
  if (foreign.length === 0) return;
  throw new SetupError(
    "init-file-exists",
    `${joined(foreign)} ${foreign.length === 1 ? "exists" : "exist"}, and no \`dvc-ci init\` wrote it. No file was changed.`,
    {
      key: "overwrite",
      value: foreign.join(", "),
      remedy: "Rename the file, or replace it with `--overwrite` (`--dry-run --overwrite` shows the change)."
    }
  );
}
async function rejectUncommitted({ git, top }, changes, record2, overwrite) {
  if (overwrite) return;
  const uncommitted = new Set((await git.uncommitted()).map(({ path }) => path));
  const lost = changes.filter(
    ({ path, before, after }) => after !== void 0 && before !== void 0 && before !== record2?.files[path] && uncommitted.has(path)
  );
  if (lost.length === 0) return;
  const paths = lost.map(({ path }) => path);
  throw new SetupError(
    "init-file-uncommitted",
    `${joined(paths)} ${paths.length === 1 ? "has" : "have"} uncommitted changes, and init would change ${paths.length === 1 ? "it" : "them"}. No file was changed.`,
    {
      key: "overwrite",
      value: paths.join(", "),
      remedy: movedCommands(
        `Commit first: \`git add -- ${paths.map(shellWord).join(" ")} && git commit\`. Or give \`--overwrite\`.`,
        top
      )
    }
  );
}
function noRecord() {
  return new SetupError("argument-invalid", `--update: there is no ${RECORD}, so no init ran here before.`, {
    key: "update",
    value: RECORD,
    remedy: "Run `dvc-ci init` without --update."
  });
}
export {
  initialize
};
