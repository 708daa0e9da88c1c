# One image for the API, the portal, the command line and, on a developer's machine, the mail catcher.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/apps/portal/server.mjs ./apps/portal/server.mjs
COPY --from=build /app/apps/portal/build ./apps/portal/build
RUN mkdir /files && chown node:node /files
USER node
CMD ["node", "--enable-source-maps", "dist/api.js"]
